"""Colour arithmetic: sRGB hex to OKLCH and back, and the WCAG contrast ratio."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, hypot, radians, sin

GAMUT_STEPS = 24
GAMUT_SLACK = 1e-4
LIGHTNESS_STEP = 0.005
MID_GREY = 0.18
LINEAR_KNEE = 0.04045
LINEAR_KNEE_INVERSE = 0.0031308

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness to 1, chroma to about 0.4, hue in degrees: equal steps look equal."""

    lightness: float
    chroma: float
    hue: float

    @property
    def hex(self) -> str:
        """The nearest colour a screen can show, chroma given up before lightness or hue."""
        return _hex(_into_gamut(self))


def oklch(hex_colour: str) -> Oklch:
    """Read `#rrggbb`."""
    red, green, blue = (_linear(int(hex_colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, hypot(a, b), degrees(atan2(b, a)) % 360)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 ratio of two hex colours, 1 to 21, in either order."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: Oklch, *, on: Iterable[str], ratio: float) -> Oklch:
    """The same hue, moved in lightness only as far as needed to be read on every background."""
    backgrounds = tuple(on)
    darkens = sum(_luminance(each) for each in backgrounds) / len(backgrounds) > MID_GREY
    step = -LIGHTNESS_STEP if darkens else LIGHTNESS_STEP
    moved = colour
    while min(contrast(moved.hex, each) for each in backgrounds) < ratio:
        if not 0 < moved.lightness + step < 1:
            return replace(moved, lightness=0.0 if darkens else 1.0, chroma=0.0)
        moved = replace(moved, lightness=moved.lightness + step)
    return moved


def _luminance(hex_colour: str) -> float:
    red, green, blue = (_linear(int(hex_colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= LINEAR_KNEE:
        return channel / 12.92
    return ((channel + 0.055) / 1.055) ** 2.4  # type: ignore[no-any-return]


def _encoded(channel: float) -> float:
    if channel <= LINEAR_KNEE_INVERSE:
        return channel * 12.92
    return 1.055 * channel ** (1 / 2.4) - 0.055  # type: ignore[no-any-return]


def _linear_rgb(colour: Oklch) -> Triple:
    a = colour.chroma * cos(radians(colour.hue))
    b = colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _fits(rgb: Triple) -> bool:
    return all(-GAMUT_SLACK <= channel <= 1 + GAMUT_SLACK for channel in rgb)


def _into_gamut(colour: Oklch) -> Triple:
    if _fits(whole := _linear_rgb(colour)):
        return whole
    low, high = 0.0, colour.chroma
    for _ in range(GAMUT_STEPS):
        middle = (low + high) / 2
        fits = _fits(_linear_rgb(replace(colour, chroma=middle)))
        low, high = (middle, high) if fits else (low, middle)
    return _linear_rgb(replace(colour, chroma=low))


def _hex(rgb: Triple) -> str:
    channels = (round(255 * _encoded(min(1.0, max(0.0, channel)))) for channel in rgb)
    return "#" + "".join(f"{channel:02x}" for channel in channels)
