"""Draws a brand's monogram as PNG, for phones: what `themes.mark` draws as SVG.

Every shape of a mark is a square with four corners, each rounded in its own way.
"""

import io
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from themes.app_icon import FILLED, SIZES
from themes.derive import written_on
from themes.tokens import Theme

# Top left, top right, bottom right, bottom left; of a side of 48.
CORNERS = {
    "square": (11, 11, 11, 11),
    "round": (24, 24, 24, 24),
    "leaf": (24, 4, 24, 4),
    "shield": (9, 9, 24, 24),
}
GRID = 48
FINER = 4  # drawn larger and made smaller, so that edges are smooth
# A phone cuts a maskable icon to a shape of its own; what is inside this part stays.
SAFE_PART = 0.8
SEMIBOLD = b"SemiBold"
KEPT = 64


@lru_cache(maxsize=KEPT)
def icon_png(theme: Theme, name: str) -> bytes:
    """A whole PNG file; `name` is one of `SIZES`."""
    side = SIZES[name]
    ground = Image.new("L", (side * FINER, side * FINER), 255)
    if name not in FILLED:
        _round(ground, CORNERS[theme.mark])
    mask = ground.resize((side, side), Image.Resampling.LANCZOS)
    icon = Image.new("RGBA", (side, side), theme.brand)
    icon.putalpha(mask)
    _write(icon, theme, side * (SAFE_PART if name in FILLED else 1))
    out = io.BytesIO()
    icon.save(out, "PNG", optimize=True)
    return out.getvalue()


def _round(ground: Image.Image, corners: tuple[int, int, int, int]) -> None:
    draw, side = ImageDraw.Draw(ground), ground.width
    for at, corner in enumerate(corners):
        radius = corner * side // GRID
        left = 0 if at in (0, 3) else side - radius
        top = 0 if at in (0, 1) else side - radius
        draw.rectangle((left, top, left + radius, top + radius), fill=0)
        right = 0 if at in (0, 3) else side - 2 * radius
        below = 0 if at in (0, 1) else side - 2 * radius
        draw.ellipse((right, below, right + 2 * radius - 1, below + 2 * radius - 1), fill=255)


def _write(icon: Image.Image, theme: Theme, room: float) -> None:
    share = 26 if len(theme.monogram) == 1 else 20
    font = ImageFont.truetype(io.BytesIO(_inter()), round(room * share / GRID))
    font.set_variation_by_name(SEMIBOLD)
    middle = icon.width / 2
    color = written_on(theme.brand)
    ImageDraw.Draw(icon).text((middle, middle), theme.monogram, color, font, anchor="mm")


@lru_cache(maxsize=1)
def _inter() -> bytes:
    return files("fontpkg_inter").joinpath("files", "Inter[opsz,wght].ttf").read_bytes()
