"""How the surface of a host looks and whose it is: what every layout is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from types import MappingProxyType

from tenants.resolve import Partner
from themes.css import theme_css, theme_hash
from themes.document import BrandDocument, Logo
from themes.load import preset
from themes.mark import mark_svg
from themes.tokens import Theme

FALLBACK = "guildhall"
KEPT = 256
NOTHING: Mapping[str, str] = MappingProxyType({})


LOGO_HEIGHT = 28
SMALLEST = ("favicon", "mark")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as wide as it will be shown, so that nothing moves when it comes."""

    href: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Brand:
    """The values of a layout's `brand`; without pictures the mark of its tokens stands for it."""

    name: str
    monogram: str
    theme_href: str
    icon_href: str
    support_email: str
    kind: str
    logo: Picture | None = None
    logo_dark: Picture | None = None
    mark: Picture | None = None
    favicon_href: str = ""
    touch_href: str = ""
    has_dark_frame: bool = False
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
    """The hash and the SVG of a theme's mark; its style sheet knows no monogram and no shape."""
    svg = mark_svg(theme)
    return sha256(svg.encode()).hexdigest(), svg


def icons_name(look: BrandDocument) -> str:
    """The hash of what phones' icons are drawn of: the theme's mark, or a picture in its place."""
    own, logo = mark(look.theme)[0], look.logos.get("mark")
    return sha256(f"{own}|{logo.asset}".encode()).hexdigest() if logo else own


def brand_of(partner: Partner, surface: str, look: BrandDocument, *, at: str = "") -> Brand:
    """The brand of a partner's host; a bank's own on its oversight host.

    `at` is where its files are served instead of `/theme/<hash>`: a preview's own address.
    """
    address = at or f"/theme/{stylesheet(look.theme)[0]}"
    shown = {place: _picture(logo, at) for place, logo in look.logos.items()}
    light, dark = shown.get("light"), shown.get("dark")
    return Brand(
        logo=light or dark,
        logo_dark=dark or light,
        mark=shown.get("mark"),
        favicon_href=next((shown[each].href for each in SMALLEST if each in shown), ""),
        touch_href=f"/theme/{icons_name(look)}/touch.png",
        has_dark_frame=look.theme.frame != "quiet",
        name=partner.name,
        monogram=look.theme.monogram,
        theme_href=f"{address}.css",
        icon_href=f"{at or f'/theme/{mark(look.theme)[0]}'}.svg",
        support_email=partner.support_email,
        kind=surface,
        links=look.links,
        wording=look.wording,
    )


def _picture(logo: Logo, at: str) -> Picture:
    """Among the brand's own files: those of the host, or of a preview."""
    width = max(1, round(logo.width * LOGO_HEIGHT / logo.height))
    folder = f"{at.removesuffix('/theme')}/pictures" if at else "/theme/pictures"
    return Picture(f"{folder}/{logo.file}", logo.alt, width, LOGO_HEIGHT)


def nobodys_brand() -> Brand:
    """For a host that belongs to no one: names no brand."""
    address = f"/theme/{stylesheet(fallback_look().theme)[0]}"
    return Brand("Guildhall", "", f"{address}.css", "", "", "none")


def operators_brand() -> Brand:
    """The operator's surface belongs to no partner and to no bank."""
    theme = fallback_look().theme
    sheet, icon = (f"/theme/{draw(theme)[0]}" for draw in (stylesheet, mark))
    return Brand("Guildhall", theme.monogram, f"{sheet}.css", f"{icon}.svg", "", "operator")
