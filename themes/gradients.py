"""A drawing's gradients, painted coarsely and made larger: they have nothing fine in them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from fontTools.misc.transform import Identity, Transform
from PIL import Image, ImageColor

from themes.outlines import NUMBER, Line, Point, placed
from themes.pictures import SVG_SPACE

GRID = 96
KINDS = (f"{SVG_SPACE}linearGradient", f"{SVG_SPACE}radialGradient")
USUAL = {
    "x1": "0%", "y1": "0%", "x2": "100%", "y2": "0%", "cx": "50%", "cy": "50%", "r": "50%",
}  # fmt: skip
Colour = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Gradient:
    """From one colour to the next, along a line or outwards."""

    is_round: bool
    said: Mapping[str, str]
    stops: tuple[tuple[float, Colour], ...]

    def painted(self, side: int, place: Transform, lines: list[Line]) -> Image.Image:
        """The whole square in its colours; what it fills gives it its measures."""
        coarse = Image.new("RGBA", (GRID, GRID))
        if self.stops:
            far = self._far(place, lines)
            step = side / GRID
            coarse.putdata(
                [
                    self._at(far(((column + 0.5) * step, (row + 0.5) * step)))
                    for row in range(GRID)
                    for column in range(GRID)
                ]
            )
        return coarse.resize((side, side), Image.Resampling.BICUBIC)

    def _far(self, place: Transform, lines: list[Line]) -> Callable[[Point], float]:
        """How far along a point of the picture is, from nought to one."""
        if self.said.get("gradientUnits") != "userSpaceOnUse":
            place = _box(lines)
        back = placed(self.said.get("gradientTransform", ""), place).inverse()
        x1, y1, x2, y2, cx, cy, r = (
            _measure(self.said.get(k, usual)) for k, usual in USUAL.items()
        )

        def outwards(point: Point) -> float:
            x, y = back.transformPoint(point)
            return math.hypot(x - cx, y - cy) / r if r else 1.0

        def along(point: Point) -> float:
            x, y = back.transformPoint(point)
            way = (x2 - x1, y2 - y1)
            long = way[0] ** 2 + way[1] ** 2
            return ((x - x1) * way[0] + (y - y1) * way[1]) / long if long else 1.0

        return outwards if self.is_round else along

    def _at(self, far: float) -> tuple[int, ...]:
        before = self.stops[0]
        for stop in self.stops:
            if far <= stop[0]:
                span = stop[0] - before[0]
                share = min(1.0, max(0.0, (far - before[0]) / span)) if span else 1.0
                mixed = zip(before[1], stop[1], strict=True)
                return tuple(round(one + (two - one) * share) for one, two in mixed)
            before = stop
        return tuple(round(each) for each in before[1])


def gradients_of(root: ET.Element) -> dict[str, Gradient]:
    """By their names; one that takes its stops from another has them."""
    found = {each.get("id", ""): each for each in root.iter() if each.tag in KINDS}
    return {name: _read(each, found) for name, each in found.items()}


def _read(element: ET.Element, known: Mapping[str, ET.Element]) -> Gradient:
    parent = known.get(element.get("href", "")[1:])
    inherited = dict(parent.attrib) if parent is not None and parent is not element else {}
    stops = _stops(element)
    if not stops and parent is not None:
        stops = _stops(parent)
    return Gradient(element.tag == KINDS[1], {**inherited, **element.attrib}, stops)


def _stops(element: ET.Element) -> tuple[tuple[float, Colour], ...]:
    stops, least = [], 0.0
    for stop in element.iter(f"{SVG_SPACE}stop"):
        least = max(least, min(1.0, _measure(stop.get("offset", "0"))))
        red, green, blue = ImageColor.getrgb(stop.get("stop-color", "black").strip())[:3]
        seen = min(1.0, max(0.0, _measure(stop.get("stop-opacity", "1"))))
        stops.append((least, (red, green, blue, 255 * seen)))
    return tuple(stops)


def _box(lines: list[Line]) -> Transform:
    """The square that the shape fills, as the unit of its measures."""
    points = [point for line, _ in lines for point in line]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    right, below = (max(point[axis] for point in points) for axis in (0, 1))
    wide, high = max(right - left, 1e-6), max(below - top, 1e-6)
    return Identity.translate(left, top).scale(wide, high)


def _measure(text: str) -> float:
    found = NUMBER.match(text.strip())
    value = float(found[0]) if found else 0.0
    return value / 100 if text.strip().endswith("%") else value
