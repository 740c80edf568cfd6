"""How the surface of a host looks and whose it is: what every layout is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType

from tenants.resolve import Partner
from themes.css import theme_css, theme_hash
from themes.document import BrandDocument
from themes.load import preset
from themes.mark import mark_svg
from themes.tokens import Theme

FALLBACK = "guildhall"
KEPT = 256
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Brand:
    """The values of a layout's `brand`; a logo's address is empty where the mark stands for it."""

    name: str
    monogram: str
    theme_href: str
    icon_href: str
    support_email: str
    kind: str
    logo_href: str = ""
    logo_dark_href: str = ""
    logo_alt: str = ""
    links: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    wording: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@cache
def fallback_look() -> BrandDocument:
    """What belongs to nobody looks like the house itself."""
    return BrandDocument(preset(FALLBACK))


@lru_cache(maxsize=KEPT)
def stylesheet(theme: Theme) -> tuple[str, str]:
    """The hash and the text of a theme's stylesheet."""
    return theme_hash(theme), theme_css(theme)


@lru_cache(maxsize=KEPT)
def mark(theme: Theme) -> tuple[str, str]:
    """The hash and the SVG of a theme's mark."""
    return theme_hash(theme), mark_svg(theme)


def brand_of(partner: Partner, surface: str, look: BrandDocument, *, at: str = "") -> Brand:
    """The brand of a partner's host; a bank's own on its oversight host.

    `at` is where its files are served instead of `/theme/<hash>`: a preview's own address.
    """
    address = at or f"/theme/{stylesheet(look.theme)[0]}"
    return Brand(
        name=partner.name,
        monogram=look.theme.monogram,
        theme_href=f"{address}.css",
        icon_href=f"{address}.svg",
        support_email=partner.support_email,
        kind=surface,
        links=look.links,
        wording=look.wording,
    )


def nobodys_brand() -> Brand:
    """For a host that belongs to no one: names no brand."""
    address = f"/theme/{stylesheet(fallback_look().theme)[0]}"
    return Brand("Guildhall", "", f"{address}.css", "", "", "none")


def operators_brand() -> Brand:
    """The operator's surface belongs to no partner and to no bank."""
    theme = fallback_look().theme
    address = f"/theme/{stylesheet(theme)[0]}"
    return Brand("Guildhall", theme.monogram, f"{address}.css", f"{address}.svg", "", "operator")
