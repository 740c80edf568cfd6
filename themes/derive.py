"""From a brand's tokens to every colour on the page, in a light and a dark scheme."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from themes.colour import Oklch, contrast, oklch, readable
from themes.tokens import Theme

TEXT_RATIO = 4.5
SHAPE_RATIO = 3.0
MARK_RATIO = 2.0
COMFORTABLE_RATIO = 5.0
MUTED_RATIO = 6.0

WHITE = "#ffffff"
INK = "#14171a"
BLACK = "#000000"
KEPT_PALETTES = 128

# Hue and chroma of the greys. "brand" takes the hue of the brand colour.
TONE_TINTS = {"cool": (256.0, 0.010), "warm": (70.0, 0.008), "neutral": (0.0, 0.0)}
BRAND_TINT = 0.010

# Locked: no brand may make danger look like success.
STATUS_HUES = {"success": 155.0, "warning": 75.0, "danger": 25.0, "info": 250.0}
STATUS_CHROMA = 0.16
STATUS_LIGHTNESS = 0.52
CHART_HUE_STEPS = (0.0, 180.0, 60.0, 240.0, 120.0, 300.0)

# Twelve steps, background to text, the same for every hue.
LIGHT_STEPS = (0.993, 0.981, 0.961, 0.938, 0.914, 0.882, 0.832, 0.752, 0.580, 0.530, 0.460, 0.260)
DARK_STEPS = (0.178, 0.204, 0.240, 0.272, 0.304, 0.344, 0.405, 0.490, 0.620, 0.680, 0.770, 0.945)
RAMP_CHROMA = (0.05, 0.10, 0.16, 0.24, 0.34, 0.46, 0.68, 0.84, 1.0, 1.0, 0.92, 0.45)

Colours = dict[str, str]


@dataclass(frozen=True, slots=True)
class Palette:
    """Token name to hex colour, once for each scheme; both have the same names."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


def palette(theme: Theme) -> Palette:
    """Every colour of a theme; pure, and the same for the same tokens."""
    return _palette(replace(theme, name="", monogram=""))


@lru_cache(maxsize=KEPT_PALETTES)
def _palette(theme: Theme) -> Palette:
    """Thousands of colours are tried for one that can be read: kept for whoever asks next."""
    return Palette(
        MappingProxyType(_scheme(theme, dark=False)), MappingProxyType(_scheme(theme, dark=True))
    )


def ramp(colour: Oklch, *, dark: bool) -> tuple[str, ...]:
    """Twelve steps of one hue, from page background (1) to text (12)."""
    steps = DARK_STEPS if dark else LIGHT_STEPS
    return tuple(
        Oklch(lightness, colour.chroma * share, colour.hue).hex
        for lightness, share in zip(steps, RAMP_CHROMA, strict=True)
    )


def _scheme(theme: Theme, *, dark: bool) -> Colours:
    brand = oklch(theme.brand)
    colours = _greys(theme, brand, dark=dark)
    colours |= _solid("brand", brand, colours, dark=dark)
    colours |= _solid("accent", oklch(theme.accent), colours, dark=dark)
    colours |= _statuses(colours, dark=dark)
    colours |= _frame(theme, brand, colours, dark=dark)
    colours |= _chart(brand, oklch(theme.accent), colours)
    return colours | {"focus": colours["brand-text"]}


def _tint(theme: Theme, brand: Oklch) -> tuple[float, float]:
    if theme.tone == "brand":
        return brand.hue, min(BRAND_TINT, brand.chroma)
    return TONE_TINTS[theme.tone]


def _greys(theme: Theme, brand: Oklch, *, dark: bool) -> Colours:
    hue, chroma = _tint(theme, brand)

    def grey(lightness: float, share: float = 1.0) -> Oklch:
        return Oklch(lightness, chroma * share, hue)

    if dark:
        canvas, surface, sunken, hover = 0.175, 0.212, 0.195, 0.244
        line, control, text, muted, faint = 0.300, 0.560, 0.945, 0.760, 0.690
    else:
        canvas, surface, sunken, hover = 0.984, 1.0, 0.970, 0.975
        line, control, text, muted, faint = 0.915, 0.640, 0.235, 0.440, 0.520
    colours = {
        "canvas": grey(canvas, 0.4).hex,
        "surface": grey(surface, 0.8 if dark else 0.0).hex,
        "sunken": grey(sunken, 0.6).hex,
        "hover": grey(hover, 0.6).hex,
    }
    grounds = tuple(colours.values())
    return colours | {
        "overlay": grey(0.13).hex,
        "line": grey(line).hex,
        "line-strong": grey((line + control) / 2).hex,
        "control": readable(grey(control, 1.6), on=grounds, ratio=SHAPE_RATIO).hex,
        "text": grey(text, 1.6).hex,
        "text-muted": readable(grey(muted, 2.0), on=grounds, ratio=MUTED_RATIO).hex,
        "text-faint": readable(grey(faint, 2.0), on=grounds, ratio=TEXT_RATIO).hex,
    }


def _solid(name: str, colour: Oklch, colours: Colours, *, dark: bool) -> Colours:
    """A filled colour, what is written on it, its tint, and the hue as text."""
    steps = ramp(colour, dark=dark)
    grounds = tuple(colours[ground] for ground in ("canvas", "surface", "sunken", "hover"))
    fill = readable(colour, on=grounds, ratio=SHAPE_RATIO) if dark else colour
    on_fill = written_on(fill.hex)
    away = -0.035 if on_fill == WHITE else 0.035
    text = readable(colour, on=(*grounds, steps[2], steps[3]), ratio=COMFORTABLE_RATIO)
    return {
        name: fill.hex,
        f"{name}-hover": _readable_under(on_fill, fill, away),
        f"{name}-active": _readable_under(on_fill, fill, 2 * away),
        f"on-{name}": on_fill,
        f"{name}-soft": steps[2],
        f"{name}-soft-hover": steps[3],
        f"{name}-line": steps[5],
        f"{name}-text": text.hex,
    }


def written_on(fill: str) -> str:
    """White where it can be read, then ink; black when the fill sits right between them."""
    return next((text for text in (WHITE, INK) if contrast(text, fill) >= TEXT_RATIO), BLACK)


def _readable_under(on_fill: str, fill: Oklch, shift: float) -> str:
    moved = replace(fill, lightness=min(0.97, max(0.08, fill.lightness + shift)))
    return moved.hex if contrast(on_fill, moved.hex) >= TEXT_RATIO else fill.hex


def _statuses(colours: Colours, *, dark: bool) -> Colours:
    result: Colours = {}
    for name, hue in STATUS_HUES.items():
        solid = Oklch(STATUS_LIGHTNESS, STATUS_CHROMA, hue)
        result |= _solid(name, solid, colours, dark=dark)
    return result


def _frame(theme: Theme, brand: Oklch, colours: Colours, *, dark: bool) -> Colours:
    """The navigation's ground: quiet follows the page, ink and brand stay dark in both schemes."""
    if theme.frame == "quiet":
        return {
            "frame": colours["sunken"],
            "frame-line": colours["line"],
            "frame-text": colours["text"],
            "frame-muted": colours["text-muted"],
            "frame-hover": colours["line"],
            "frame-current": colours["brand-soft"],
            "frame-current-text": colours["brand-text"],
            "frame-mark": colours["brand"],
            "on-frame-mark": colours["on-brand"],
        }
    hue, tint = _tint(theme, brand)
    if theme.frame == "ink":
        ground = Oklch(0.165 if dark else 0.225, max(tint * 2, 0.012 if tint else 0.0), hue)
    else:
        share = 0.4 if dark else 0.8
        lightness = 0.225 if dark else min(brand.lightness, 0.35)
        ground = Oklch(lightness, min(brand.chroma, 0.13) * share, brand.hue)
    lifted = replace(ground, lightness=ground.lightness + 0.095)
    return {
        "frame": ground.hex,
        "frame-line": replace(ground, lightness=ground.lightness + 0.085).hex,
        "frame-text": Oklch(0.97, tint, ground.hue).hex,
        "frame-muted": readable(
            Oklch(0.80, min(ground.chroma, 0.04), ground.hue),
            on=(ground.hex, lifted.hex),
            ratio=TEXT_RATIO,
        ).hex,
        "frame-hover": replace(ground, lightness=ground.lightness + 0.055).hex,
        "frame-current": lifted.hex,
        "frame-current-text": WHITE,
        **_frame_mark(theme, brand, ground.hex),
    }


def _frame_mark(theme: Theme, brand: Oklch, ground: str) -> Colours:
    """The mark must stand out from the frame: turned round on the brand's own colour."""
    if theme.frame == "brand":
        return {"frame-mark": Oklch(0.97, 0.01, brand.hue).hex, "on-frame-mark": ground}
    mark = readable(brand, on=(ground,), ratio=MARK_RATIO).hex
    return {"frame-mark": mark, "on-frame-mark": written_on(mark)}


def _chart(brand: Oklch, accent: Oklch, colours: Colours) -> Colours:
    """Series colours: the brand, the accent, then hues spread around the circle."""
    grounds = (colours["surface"], colours["canvas"])
    chroma = max(brand.chroma, 0.09)
    hues = [brand, accent] + [
        Oklch(0.62, min(chroma, 0.14), brand.hue + step) for step in CHART_HUE_STEPS[2:]
    ]
    return {
        f"chart-{number}": readable(hue, on=grounds, ratio=SHAPE_RATIO).hex
        for number, hue in enumerate(hues, start=1)
    }
