"""The closed set of tokens a brand may choose; refuses everything else."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from app.kernel.errors import Refused

Tone = Literal["cool", "warm", "neutral", "brand"]
Frame = Literal["quiet", "ink", "brand"]
Mark = Literal["square", "round", "leaf", "shield"]
Font = Literal["inter", "figtree", "source-serif", "system"]
Radius = Literal["0px", "2px", "4px", "6px", "8px", "12px"]
Density = Literal["comfortable", "compact"]

TONES: tuple[str, ...] = get_args(Tone)
FRAMES: tuple[str, ...] = get_args(Frame)
MARKS: tuple[str, ...] = get_args(Mark)
FONTS: tuple[str, ...] = get_args(Font)
RADII: tuple[str, ...] = get_args(Radius)
DENSITIES: tuple[str, ...] = get_args(Density)
NAME_LENGTH_MAX = 40
MONOGRAM = re.compile(r"\A[A-Z0-9]{1,2}\Z")
HEX_COLOUR = re.compile(r"\A#[0-9a-f]{6}\Z")


class ThemeRefused(Refused):
    """A theme nobody may publish; `faults` names every reason at once."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(
            "theme_refused",
            "; ".join(faults),
            next_step="Change the tokens named here and try again.",
        )
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Theme:
    """What a brand chooses; everything else on the page follows from it."""

    name: str
    monogram: str
    brand: str
    accent: str
    tone: Tone
    frame: Frame
    radius: Radius
    mark: Mark
    text_font: Font
    display_font: Font
    density: Density = "comfortable"


def check_tokens(theme: Theme) -> tuple[str, ...]:
    """Every token outside its list, in words; nothing when all are inside."""
    chosen = (
        ("color.tone", theme.tone, TONES),
        ("color.frame", theme.frame, FRAMES),
        ("shape.radius", theme.radius, RADII),
        ("shape.mark", theme.mark, MARKS),
        ("shape.density", theme.density, DENSITIES),
        ("type.text", theme.text_font, FONTS),
        ("type.display", theme.display_font, FONTS),
    )
    faults = [
        f"{token} is one of {', '.join(allowed)}, not {value!r}"
        for token, value, allowed in chosen
        if value not in allowed
    ]
    return (*_check_words(theme), *_check_colours(theme), *faults)


def _check_words(theme: Theme) -> tuple[str, ...]:
    faults = []
    if not 0 < len(theme.name.strip()) <= NAME_LENGTH_MAX:
        faults.append(f"name has 1 to {NAME_LENGTH_MAX} characters")
    if not MONOGRAM.match(theme.monogram):
        faults.append("monogram is one or two capital letters or digits")
    return tuple(faults)


def _check_colours(theme: Theme) -> tuple[str, ...]:
    return tuple(
        f"color.{token} is written like #0b5d4e, not {value!r}"
        for token, value in (("brand", theme.brand), ("accent", theme.accent))
        if not HEX_COLOUR.match(value)
    )
