"""How the surface of a host looks and whose it is: what every layout is given."""

from dataclasses import dataclass
from functools import cache

from tenants.resolve import Partner
from themes.css import theme_css, theme_hash
from themes.load import preset
from themes.mark import mark_svg
from themes.tokens import Theme

FALLBACK = "guildhall"


@dataclass(frozen=True, slots=True)
class Brand:
    """The values of a layout's `brand`."""

    name: str
    monogram: str
    theme_href: str
    icon_href: str
    support_email: str
    kind: str


@cache
def theme_named(name: str) -> Theme:
    return preset(name)


@cache
def stylesheet(name: str) -> tuple[str, str]:
    """The hash and the text of a theme's stylesheet."""
    theme = theme_named(name)
    return theme_hash(theme), theme_css(theme)


@cache
def mark(name: str) -> tuple[str, str]:
    """The hash and the SVG of a theme's mark."""
    theme = theme_named(name)
    return theme_hash(theme), mark_svg(theme)


def brand_of(partner: Partner, surface: str) -> Brand:
    """The brand of a partner's host; a bank's own on its oversight host."""
    theme = theme_named(partner.theme)
    address = f"/theme/{stylesheet(partner.theme)[0]}"
    return Brand(
        name=partner.name,
        monogram=theme.monogram,
        theme_href=f"{address}.css",
        icon_href=f"{address}.svg",
        support_email=partner.support_email,
        kind=surface,
    )


def nobodys_brand() -> Brand:
    """For a host that belongs to no one: names no brand."""
    address = f"/theme/{stylesheet(FALLBACK)[0]}"
    return Brand("Guildhall", "", f"{address}.css", "", "", "none")


def operators_brand() -> Brand:
    """The operator's surface belongs to no partner and to no bank."""
    address = f"/theme/{stylesheet(FALLBACK)[0]}"
    monogram = theme_named(FALLBACK).monogram
    return Brand("Guildhall", monogram, f"{address}.css", f"{address}.svg", "", "operator")
