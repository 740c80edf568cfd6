"""Makes an unreadable theme readable by moving its own colours in lightness, and no further."""

from dataclasses import dataclass, replace

from themes.colour import oklch, readable
from themes.contrast import Pair, unreadable
from themes.derive import palette
from themes.tokens import Theme

TOKENS = ("brand", "accent")


@dataclass(frozen=True, slots=True)
class Mended:
    """The theme as it could be, and which colours moved: token, before, after."""

    theme: Theme
    moved: tuple[tuple[str, str, str], ...]


def mended(theme: Theme) -> Mended | None:
    """The nearest lightness at which every pair can be read; None if there is nothing to mend.

    Everything derived is readable by its making, so only what a brand chose itself can be pale.
    """
    faults = unreadable(theme)
    chosen = {token: _readable(theme, token, faults) for token in TOKENS}
    moved = tuple(
        (token, getattr(theme, token), colour)
        for token, colour in chosen.items()
        if colour != getattr(theme, token)
    )
    if not moved:
        return None
    better = replace(theme, brand=chosen["brand"], accent=chosen["accent"])
    return Mended(better, moved)


def _readable(theme: Theme, token: str, faults: tuple[Pair, ...]) -> str:
    own = [pair for pair in faults if pair.foreground == token]
    colour: str = getattr(theme, token)
    if not own:
        return colour
    colours = palette(theme)
    grounds = {getattr(colours, pair.scheme)[pair.background] for pair in own}
    return readable(oklch(colour), on=sorted(grounds), ratio=max(pair.needed for pair in own)).hex
