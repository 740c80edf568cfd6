"""A brand's drawing as pixels, for where only those are taken: icons of phones.

Draws what logos are made of: shapes, strokes, gradients, groups. A drawing that needs more (what is
used again, cut out or dashed) is told as too rich, and whoever asked shows something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from fontTools.misc.transform import Identity, Transform
from PIL import Image, ImageChops, ImageColor, ImageDraw

from themes.gradients import Gradient, gradients_of
from themes.outlines import NUMBER, Line, area_of, outline, placed, stretch, stroked
from themes.pictures import SVG_SPACE

FINER = 2  # drawn larger and made smaller, so that edges are smooth
POINTS_MAX = 60_000
LINES_MAX = 400
WIDTH_MAX = 4  # of a stroke, in sides of the picture
SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
GROUPS = frozenset({"svg", "g"})
SILENT = frozenset({"title", "desc", "defs", "linearGradient", "radialGradient"})
HANDED_DOWN = (
    "fill", "fill-rule", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
    "fill-opacity", "stroke-opacity", "color",
)  # fmt: skip
TOO_RICH = frozenset({"stroke-dasharray", "clip-path", "mask"})


class TooRich(Exception):
    """The drawing needs what is not drawn here."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How shapes are drawn where they stand."""

    place: Transform
    said: Mapping[str, str] = field(default_factory=dict)
    opacity: float = 1.0

    def within(self, element: ET.Element) -> "Manner":
        """For what the element is or holds."""
        if TOO_RICH & {name for name, value in element.attrib.items() if value != "none"}:
            raise TooRich
        own = {name: element.attrib[name] for name in HANDED_DOWN if name in element.attrib}
        place = placed(element.get("transform", ""), self.place)
        opacity = self.opacity * _share(element.get("opacity", "1"))
        return replace(self, place=place, said={**self.said, **own}, opacity=opacity)


@dataclass
class Canvas:
    """The picture as it grows, larger than it will be."""

    side: int
    gradients: Mapping[str, Gradient]
    points: int = 0
    lines: int = 0

    def __post_init__(self) -> None:
        self.picture = Image.new("RGBA", (self.side, self.side))

    def draw(self, element: ET.Element, manner: Manner) -> None:
        """The element with all it holds; raises TooRich."""
        name = element.tag.removeprefix(SVG_SPACE)
        if name in SILENT:
            return
        if name not in SHAPES | GROUPS:
            raise TooRich
        own = manner.within(element)
        if name in GROUPS:
            for child in element:
                self.draw(child, own)
            return
        lines = outline(name, element.attrib, own.place)
        self.points += sum(len(points) for points, _ in lines)
        self.lines += len(lines)
        if self.points > POINTS_MAX or self.lines > LINES_MAX:
            raise TooRich
        if lines:
            self._fill(lines, own)
            self._stroke(lines, own)

    def _fill(self, lines: list[Line], manner: Manner) -> None:
        paint = manner.said.get("fill", "black")
        if paint == "none":
            return
        is_odd = manner.said.get("fill-rule") == "evenodd"
        mask = _odd(self.side, lines) if is_odd else _wound(self.side, lines)
        self._lay(paint, mask, lines, manner, "fill-opacity")

    def _stroke(self, lines: list[Line], manner: Manner) -> None:
        paint = manner.said.get("stroke", "none")
        width = _number(manner.said.get("stroke-width", "1")) * stretch(manner.place)
        if paint == "none" or width <= 0:
            return
        if width > WIDTH_MAX * self.side:
            raise TooRich
        mask = Image.new("L", (self.side, self.side))
        draw, half = ImageDraw.Draw(mask), width / 2
        ends = (
            manner.said.get("stroke-linecap", "butt"),
            manner.said.get("stroke-linejoin", "miter"),
        )
        for line in lines:
            areas, rounds = stroked(line, width, *ends)
            for area in areas:
                draw.polygon(area, fill=255)
            for x, y in rounds:
                draw.ellipse((x - half, y - half, x + half, y + half), fill=255)
        self._lay(paint, mask, lines, manner, "stroke-opacity")

    def _lay(
        self, paint: str, mask: Image.Image, lines: list[Line], manner: Manner, opacity: str
    ) -> None:
        """The colour, or the gradient, where the mask is."""
        share = manner.opacity * _share(manner.said.get(opacity, "1"))
        if paint.strip().startswith("url("):
            gradient = self.gradients.get(paint.partition("#")[2].strip("'\") "))
            if gradient is None:
                return
            colour = gradient.painted(self.side, manner.place, lines)
        else:
            said = manner.said.get("color", "black") if paint == "currentColor" else paint
            colour = Image.new("RGBA", mask.size, colour_of(said))
        seen = mask.point([round(level * share) for level in range(256)])
        colour.putalpha(ImageChops.multiply(colour.getchannel("A"), seen))
        self.picture.alpha_composite(colour)


def drawn(svg: bytes, side: int) -> Image.Image:
    """The drawing, whole and in the middle of a square; raises TooRich."""
    try:
        root = ET.fromstring(svg)  # noqa: S314 -- rebuilt by `themes.pictures` before it was kept
        left, top, wide, high = (float(each) for each in NUMBER.findall(root.get("viewBox", "")))
        scale = side * FINER / max(wide, high)
        middle = ((side * FINER - wide * scale) / 2, (side * FINER - high * scale) / 2)
        place = Identity.translate(*middle).scale(scale).translate(-left, -top)
        canvas = Canvas(side * FINER, gradients_of(root))
        canvas.draw(root, Manner(place))
    except TooRich:
        raise
    except Exception as error:  # an outline may be wrong in as many ways as it can be written
        raise TooRich from error
    return canvas.picture.resize((side, side), Image.Resampling.LANCZOS)


def colour_of(text: str) -> tuple[int, int, int, int]:
    """Raises ValueError for what is no colour."""
    red, green, blue, *rest = ImageColor.getrgb(text.strip())
    return red, green, blue, rest[0] if rest else 255


def _odd(side: int, lines: list[Line]) -> Image.Image:
    mask = Image.new("1", (side, side))
    for points, _ in lines:
        area = Image.new("1", (side, side))
        ImageDraw.Draw(area).polygon(points, fill=1)
        mask = ImageChops.logical_xor(mask, area)
    return mask.convert("L")


def _wound(side: int, lines: list[Line]) -> Image.Image:
    """Inside where lines go round it more often one way than the other."""
    if len(lines) == 1:
        mask = Image.new("L", (side, side))
        ImageDraw.Draw(mask).polygon(lines[0][0], fill=255)
        return mask
    ways = [Image.new("L", (side, side)), Image.new("L", (side, side))]
    for points, _ in lines:
        area = Image.new("L", (side, side))
        ImageDraw.Draw(area).polygon(points, fill=1)
        way = int(area_of(points) > 0)
        ways[way] = ImageChops.add(ways[way], area)
    return ImageChops.difference(*ways).point([0] + [255] * 255)


def _number(text: str) -> float:
    found = NUMBER.match(text.strip())
    return float(found[0]) if found else 0.0


def _share(text: str) -> float:
    """A part of one, also said in per cent."""
    return min(1.0, max(0.0, _number(text) / (100 if text.strip().endswith("%") else 1)))
