"""Every pair of colours the pages really use, and whether a person can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from themes.colour import contrast
from themes.derive import SHAPE_RATIO, TEXT_RATIO, palette
from themes.tokens import Theme

GROUNDS = ("canvas", "surface", "sunken", "hover")
TINTS = ("brand", "success", "warning", "danger", "info")

# What the style sheets write on what: a test reads them and holds this list to it, both ways.
TEXT_PAIRS = (
    *((text, ground) for text in ("text", "text-muted", "text-faint") for ground in GROUNDS),
    *((f"{tint}-text", ground) for tint in TINTS for ground in GROUNDS),
    *((f"{tint}-text", f"{tint}-soft") for tint in TINTS),
    *(("text", f"{tint}-soft") for tint in TINTS),
    ("text", "brand-soft-hover"),
    *(
        (f"on-{solid}", f"{solid}{state}")
        for solid in ("brand", "danger")
        for state in ("", "-hover", "-active")
    ),
    ("frame-text", "frame"),
    ("frame-muted", "frame"),
    ("frame-text", "frame-hover"),
    ("frame-current-text", "frame-current"),
    ("on-frame-mark", "frame-mark"),
)
SHAPE_PAIRS = (
    *(("control", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in ("canvas", "surface", "sunken")),
    *((solid, "surface") for solid in ("brand", "danger")),
    *((f"chart-{number}", "surface") for number in range(1, 7)),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One foreground on one background in one scheme, with what it has and what it needs."""

    scheme: str
    foreground: str
    background: str
    ratio: float
    needed: float

    @property
    def is_readable(self) -> bool:
        return self.ratio >= self.needed

    def __str__(self) -> str:
        return (
            f"{self.foreground} on {self.background} ({self.scheme}) has a contrast of"
            f" {self.ratio:.2f}, needs {self.needed:g}"
        )


@lru_cache(maxsize=64)
def contrast_report(theme: Theme) -> tuple[Pair, ...]:
    """All pairs in both schemes, for the studio's report and the loader's refusal."""
    colours = palette(theme)
    return (*_pairs("light", colours.light), *_pairs("dark", colours.dark))


def unreadable(theme: Theme) -> tuple[Pair, ...]:
    """The pairs that block publishing; empty for a theme anyone can read."""
    return tuple(pair for pair in contrast_report(theme) if not pair.is_readable)


def _pairs(scheme: str, colours: Mapping[str, str]) -> Iterator[Pair]:
    for needed, pairs in ((TEXT_RATIO, TEXT_PAIRS), (SHAPE_RATIO, SHAPE_PAIRS)):
        for front, ground in pairs:
            ratio = contrast(colours[front], colours[ground])
            yield Pair(scheme, front, ground, ratio, needed)
