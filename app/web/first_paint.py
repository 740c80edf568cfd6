"""What a page needs before its first paint: one sheet with all faces and rules, the frame's colors.

A face that is late must not move anything: it waits for the next page (`optional`), and each has a
stand-in of everybody's own fonts, stretched to take the same room.
"""

import time
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256

from app.web.assets import STATIC, asset_href
from themes.derive import palette
from themes.tokens import Theme

KEPT = 256


@dataclass(frozen=True, slots=True)
class Face:
    """A font we serve; how wide it runs beside its stand-in, and its ascent and descent, in %.

    The stand-in's numbers are measured over English text; a test measures them again.
    """

    family: str
    file: str
    weights: str
    stand_in: str
    adjust: float
    ascent: float
    descent: float


ARIAL = 'local("Arial"), local("Liberation Sans"), local("Arimo")'
TIMES = 'local("Times New Roman"), local("Liberation Serif"), local("Tinos")'
FACES = {
    "inter": Face("Inter", "inter", "400 700", ARIAL, 107.89, 89.79, 22.36),
    "figtree": Face("Figtree", "figtree", "400 700", ARIAL, 99.94, 95.06, 25.02),
    "source-serif": Face("Source Serif 4", "source-serif", "400 600", TIMES, 110.65, 93.63, 30.28),
}


# In the order they are read; the theme comes after them and wins.
SHEETS = (
    "reset",
    "tokens",
    "base",
    "layout",
    "controls",
    "forms",
    "tables",
    "lists",
    "parts",
    "charts",
    "object",
    "shell",
    "search",
    "utilities",
    "print",
)


def sheet_href() -> str:
    """The address of the one sheet, named by its content; looked at once a second at most."""
    return _href(int(time.monotonic()))


@lru_cache(maxsize=2)
def _href(_second: int) -> str:
    return f"/sheet/{whole_sheet()[0]}.css"


def whole_sheet() -> tuple[str, bytes]:
    """The hash and the text: the faces, whose files are named by theirs, then all rules."""
    changed = tuple((STATIC / "css" / f"{name}.css").stat().st_mtime_ns for name in SHEETS)
    return _sheet(tuple(_address(face) for face in FACES.values()), changed)


@lru_cache(maxsize=4)
def _sheet(addresses: tuple[str, ...], _changed: tuple[int, ...]) -> tuple[str, bytes]:
    faces = [_rules(face, href) for face, href in zip(FACES.values(), addresses, strict=True)]
    rules = [(STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    text = "\n".join([*faces, *rules]).encode()
    return sha256(text).hexdigest(), text


def _rules(face: Face, href: str) -> str:
    return (
        f'@font-face {{ font-family: "{face.family}"; src: url("{href}") format("woff2");'
        f" font-weight: {face.weights}; font-display: optional; }}\n"
        f'@font-face {{ font-family: "{face.family} stand-in"; src: {face.stand_in};'
        f" size-adjust: {face.adjust}%; ascent-override: {face.ascent}%;"
        f" descent-override: {face.descent}%; line-gap-override: 0%; }}\n"
    )


def _address(face: Face) -> str:
    return asset_href(f"vendor/{face.file}.woff2")


def first_faces(theme: Theme) -> list[str]:
    """The faces a page of this theme begins with: asked for before any sheet names them."""
    names = dict.fromkeys((theme.text_font, theme.display_font))
    return [_address(FACES[name]) for name in names if name in FACES]


@cache
def frame_colors(theme: Theme) -> dict[str, str]:
    """What surrounds a page, in both schemes: for the bar of a phone's browser."""
    colors = palette(theme)
    return {"light": colors.light["frame"], "dark": colors.dark["frame"]}
