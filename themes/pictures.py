"""Pictures that a brand brings: made anew from what was brought, never passed on as they came.

A raster picture is decoded and written again as PNG; a drawing is read and built again of the
elements and attributes on a list. Whatever else was inside is gone.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from threading import Lock
from xml.etree import ElementTree as ET

from PIL import Image, ImageFile, ImageOps
from resvg_py import svg_to_bytes

from app.kernel.errors import Refused

_strictness = Lock()
BYTES_MAX = 512 * 1024
SIDE_MAX = 4_096
PIXELS_MAX = 4_000_000
KEPT_SIDE_MAX = 1_024
ELEMENTS_MAX = 2_000
DEPTH_MAX = 32
VALUE_LENGTH_MAX = 64 * 1024
RASTERS = ("PNG", "JPEG", "WEBP", "GIF")
PNG, SVG = "image/png", "image/svg+xml"

SVG_SPACE = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
ELEMENTS = frozenset(
    "svg g defs path rect circle ellipse line polyline polygon linearGradient radialGradient "  # noqa: SIM905 -- a list to read
    "stop clipPath mask title desc use symbol".split()
)
ATTRIBUTES = frozenset(
    "id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform fill "  # noqa: SIM905
    "fill-opacity fill-rule clip-rule stroke stroke-width stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset stroke-opacity opacity offset "
    "stop-color stop-opacity gradientUnits gradientTransform spreadMethod clip-path "
    "clipPathUnits mask maskUnits maskContentUnits preserveAspectRatio color version".split()
)
IDENTITY = re.compile(r"\A[A-Za-z_][\w.-]{0,63}\Z")
LOCAL = re.compile(r"\A\s*url\(\s*['\"]?#([\w.-]{1,64})['\"]?\s*\)\s*\Z")
HARMLESS = re.compile(r"\A[\w\s.,#%()+\-]*\Z")
FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\?(?!xml\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept and served; its digest is the sha256 of its bytes."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()


class PictureRefused(Refused):
    """Nothing that can be shown safely."""

    def __init__(self, why: str) -> None:
        super().__init__("picture_refused", why, next_step="Bring a PNG, JPEG, WebP or SVG file.")


def read_picture(content: bytes) -> Picture:
    """The picture made anew; raises PictureRefused saying why."""
    if not content:
        raise PictureRefused("The file is empty.")
    if len(content) > BYTES_MAX:
        raise PictureRefused(f"The file is larger than {BYTES_MAX // 1024} kB.")
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return _drawing(content) if start.startswith(b"<") else _raster(content)


def _raster(content: bytes) -> Picture:
    try:
        plain = _decoded(content)
    except PictureRefused:
        raise
    except Exception as error:
        raise PictureRefused("The file is not a picture that can be read.") from error
    plain.thumbnail((KEPT_SIDE_MAX, KEPT_SIDE_MAX))
    written = BytesIO()
    plain.save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), PNG, *plain.size)


def _decoded(content: bytes) -> Image.Image:
    """The first frame alone, and no profile, comment or place where it was taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content), formats=RASTERS) as opened:
            width, height = opened.size
            if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
                raise PictureRefused(
                    f"The picture has a side over {SIDE_MAX} pixels, or over {PIXELS_MAX:,} in all."
                )
            with _whole_alone():
                return ImageOps.exif_transpose(opened).convert("RGBA")


@contextmanager
def _whole_alone() -> Iterator[None]:
    """A picture that is cut off is refused; whoever renders papers lets Pillow fill in the rest."""
    with _strictness:
        usual, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = usual


def _drawing(content: bytes) -> Picture:
    if FORBIDDEN.search(content):
        raise PictureRefused("The drawing declares a document type or calls for something else.")
    try:
        text = content.decode("utf-8-sig")
        root = ET.fromstring(text)  # noqa: S314 -- no document type, so no entity can grow
    except (UnicodeDecodeError, ET.ParseError, ValueError, RecursionError) as error:
        raise PictureRefused("The file is not a drawing that can be read.") from error
    if root.tag != f"{SVG_SPACE}svg":
        raise PictureRefused("The file is not an SVG drawing.")
    if sum(1 for _ in root.iter()) > ELEMENTS_MAX:
        raise PictureRefused(f"The drawing has more than {ELEMENTS_MAX} elements.")
    width, height = _size(root)
    plain = _rebuilt(root, depth=0)
    plain.set("xmlns", SVG_SPACE[1:-1])
    plain.set("viewBox", root.get("viewBox") or f"0 0 {width} {height}")
    made = ET.tostring(plain, encoding="utf-8")
    drawn(made, 1, 1)
    return Picture(made, SVG, width, height)


def drawn(content: bytes, width: int, height: int) -> bytes:
    """A drawing of ours as PNG, as large as said in pixels.

    Raises PictureRefused for one that cannot be drawn, as when its parts repeat each other without
    end or a million times: what would hold us up holds up a customer's browser as well.
    """
    try:
        return svg_to_bytes(
            svg_string=content.decode(), width=width, height=height, skip_system_fonts=True
        )
    except ValueError as error:
        raise PictureRefused("The drawing cannot be drawn: it may repeat itself.") from error


def _rebuilt(element: ET.Element, *, depth: int) -> ET.Element:
    """The element with what is on the lists, and nothing else."""
    if depth > DEPTH_MAX:
        raise PictureRefused("The drawing is nested too deeply.")
    name = element.tag.removeprefix(SVG_SPACE)
    kept = {
        key: value for key, value in element.attrib.items() if _may_stay(key, value)
    } | _own_reference(name, element)
    plain = ET.Element(name, kept)
    if name in ("title", "desc"):
        plain.text = " ".join((element.text or "").split())[:200]
        return plain
    for child in element:
        if isinstance(child.tag, str) and child.tag.removeprefix(SVG_SPACE) in ELEMENTS:
            plain.append(_rebuilt(child, depth=depth + 1))
    return plain


def _may_stay(key: str, value: str) -> bool:
    if key not in ATTRIBUTES or len(value) > VALUE_LENGTH_MAX:
        return False
    if key == "id":
        return bool(IDENTITY.match(value))
    if "url" in value.casefold() or ":" in value:
        return bool(LOCAL.match(value))
    return bool(HARMLESS.match(value))


def _own_reference(name: str, element: ET.Element) -> dict[str, str]:
    """What `use` and gradients take from elsewhere in the drawing, and from nowhere outside it."""
    given = element.get("href") or element.get(XLINK_HREF) or ""
    takes = name in ("use", "linearGradient", "radialGradient")
    return {"href": given} if takes and given[:1] == "#" and IDENTITY.match(given[1:]) else {}


def _size(root: ET.Element) -> tuple[int, int]:
    """The drawing's own proportions in whole units, from its view box or its width and height."""
    box = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        sides = box[2:4] if len(box) == 4 else [root.get("width", ""), root.get("height", "")]  # noqa: PLR2004 -- x, y, width, height
        width, height = (float(re.sub(r"px\Z", "", side.strip())) for side in sides)
    except ValueError as error:
        raise PictureRefused("The drawing does not say how large it is.") from error
    if not (0 < width <= 10 * SIDE_MAX and 0 < height <= 10 * SIDE_MAX):
        raise PictureRefused("The drawing does not say how large it is.")
    return max(1, round(width)), max(1, round(height))
