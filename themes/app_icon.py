"""Icons for phones from the mark that a brand brought, as PNG in the sizes phones ask for."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageStat

from themes.colour import contrast
from themes.derive import INK
from themes.pictures import SVG, Picture, drawn

SIZES = {"small": 192, "large": 512, "maskable": 512, "touch": 180}
# What a phone cuts to a shape of its own has a ground up to its edges, and the mark well inside.
ROOM = {"small": 1.0, "large": 1.0, "maskable": 0.6, "touch": 0.72}
ROOM_ON_OWN_GROUND = {"small": 1.0, "large": 1.0, "maskable": 0.8, "touch": 1.0}
FILLED = frozenset({"maskable", "touch"})
SIDE = 512
SEEN_RATIO = 1.6  # below it a mark would be lost on its ground
WHITE = "#ffffff"
OPAQUE = 250
ALIKE = 12
KEPT = 64
Colour = tuple[int, ...]


@lru_cache(maxsize=KEPT)
def mark_pixels(picture: Picture) -> Image.Image:
    """The mark in a square."""
    square = Image.new("RGBA", (SIDE, SIDE))
    scale = SIDE / max(picture.width, picture.height)
    wide, high = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    is_drawing = picture.media_type == SVG
    content = drawn(picture.content, wide, high) if is_drawing else picture.content
    with Image.open(BytesIO(content)) as brought:
        whole = brought.convert("RGBA").resize((wide, high))
    square.paste(whole, ((SIDE - wide) // 2, (SIDE - high) // 2))
    return square


@lru_cache(maxsize=KEPT)
def app_icon(picture: Picture, brand: str, name: str) -> bytes:
    """A whole PNG file; `name` is one of `SIZES`, `brand` the colour for what is lost on white."""
    mark = mark_pixels(picture)
    own, side = _own_ground(mark), SIZES[name]
    room = round(side * (ROOM_ON_OWN_GROUND if own else ROOM)[name])
    icon = Image.new("RGBA", (side, side))
    if name in FILLED:
        icon.paste(own or _ground(mark, brand), (0, 0, side, side))
    inner = mark.resize((room, room), Image.Resampling.LANCZOS)
    icon.alpha_composite(inner, ((side - room) // 2, (side - room) // 2))
    written = BytesIO()
    icon.save(written, "PNG", optimize=True)
    return written.getvalue()


def _own_ground(mark: Image.Image) -> Colour:
    """The one colour of all its corners, when the mark reaches into them."""
    last = SIDE - 2
    corners = [_at(mark, *at) for at in ((1, 1), (last, 1), (1, last), (last, last))]
    first = corners[0]
    is_own = all(
        corner[3] >= OPAQUE and max(abs(a - b) for a, b in zip(corner, first, strict=True)) <= ALIKE
        for corner in corners
    )
    return first if is_own else ()


def _at(mark: Image.Image, x: int, y: int) -> Colour:
    found = mark.getpixel((x, y))
    assert isinstance(found, tuple)  # noqa: S101 -- of four bands
    return found


def _ground(mark: Image.Image, brand: str) -> str:
    """White, or the brand's own colour under a pale mark."""
    mean = ImageStat.Stat(mark.convert("RGB"), mark.getchannel("A")).mean
    said = "#" + "".join(f"{round(part):02x}" for part in mean)
    grounds = (WHITE, brand, INK)
    return next((each for each in grounds if contrast(said, each) >= SEEN_RATIO), WHITE)
