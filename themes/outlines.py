"""Outlines of a drawing's shapes, as straight lines between points of the finished picture."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path

Point = tuple[float, float]
Line = tuple[list[Point], bool]  # its points, and whether it ends where it begins
CURVE_STEPS = 16
KAPPA = 0.5522847498  # how far a quarter circle's handles reach
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
STEP = re.compile(r"(\w+)\s*\(([^)]*)\)")
MITER_COSINE = -0.97  # sharper corners are cut off, as a drawing's usual limit does
STRAIGHT = 0.94  # the cosine of a turn that nobody sees


class Flat(BasePen):  # type: ignore[misc]  # untyped
    """A pen that keeps points, and lays a curve out as straight steps."""

    def __init__(self, place: Transform) -> None:
        super().__init__(None)
        self.place = place
        self.lines: list[Line] = []

    def _moveTo(self, to: Point) -> None:  # noqa: N802 -- the pen's own names
        self.lines.append(([self.place.transformPoint(to)], False))

    def _lineTo(self, to: Point) -> None:  # noqa: N802
        self.lines[-1][0].append(self.place.transformPoint(to))

    def _curveToOne(self, first: Point, second: Point, to: Point) -> None:  # noqa: N802
        start = self._getCurrentPoint()
        for step in range(1, CURVE_STEPS + 1):
            t = step / CURVE_STEPS
            u = 1 - t
            shares = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            points = (start, first, second, to)
            x, y = (
                sum(share * point[axis] for share, point in zip(shares, points, strict=True))
                for axis in (0, 1)
            )
            self._lineTo((x, y))

    def _closePath(self) -> None:  # noqa: N802
        self.lines[-1] = (self.lines[-1][0], True)


def outline(kind: str, given: Mapping[str, str], place: Transform) -> list[Line]:
    """The lines of one shape; raises ValueError where its numbers are none."""
    pen = Flat(place)
    parse_path(_path(kind, given), pen)
    return [(points, closed) for points, closed in pen.lines if len(points) > 1]


def _path(kind: str, given: Mapping[str, str]) -> str:
    """The shape as a path's text."""

    def number(name: str, usual: str = "0") -> float:
        found = NUMBER.match((given.get(name) or usual).strip())
        return float(found[0]) if found else 0.0

    if kind == "path":
        return given.get("d", "")
    if kind in ("polyline", "polygon"):
        points = " ".join(NUMBER.findall(given.get("points", "")))
        return f"M{points}{'Z' if kind == 'polygon' else ''}" if points else ""
    if kind == "line":
        return f"M{number('x1')} {number('y1')}L{number('x2')} {number('y2')}"
    if kind in ("circle", "ellipse"):
        across = number("r" if kind == "circle" else "rx")
        down = number("r" if kind == "circle" else "ry")
        left, top = number("cx") - across, number("cy") - down
        return _rounded(left, top, 2 * across, 2 * down, (across, down))
    corner = number("rx", given.get("ry", "0")), number("ry", given.get("rx", "0"))
    return _rounded(number("x"), number("y"), number("width"), number("height"), corner)


def _rounded(left: float, top: float, wide: float, high: float, corner: Point) -> str:
    across, down = min(corner[0], wide / 2), min(corner[1], high / 2)
    if wide <= 0 or high <= 0:
        return ""
    right, below = left + wide, top + high
    near, close = across * (1 - KAPPA), down * (1 - KAPPA)
    return (
        f"M{left + across} {top}L{right - across} {top}"
        f"C{right - near} {top} {right} {top + close} {right} {top + down}"
        f"L{right} {below - down}"
        f"C{right} {below - close} {right - near} {below} {right - across} {below}"
        f"L{left + across} {below}"
        f"C{left + near} {below} {left} {below - close} {left} {below - down}"
        f"L{left} {top + down}"
        f"C{left} {top + close} {left + near} {top} {left + across} {top}Z"
    )


def placed(text: str, outer: Transform) -> Transform:
    """What a `transform` says, within where the shape's parent stands."""
    place = outer
    for name, values in STEP.findall(text):
        numbers = [float(each) for each in NUMBER.findall(values)]
        place = _moved(place, name, numbers)
    return place


def _moved(place: Transform, name: str, numbers: Sequence[float]) -> Transform:
    match name, list(numbers):
        case "matrix", [a, b, c, d, e, f]:
            step = (a, b, c, d, e, f)
        case "translate", [x, *rest]:
            step = Identity.translate(x, rest[0] if rest else 0)
        case "scale", [x, *rest]:
            step = Identity.scale(x, rest[0] if rest else x)
        case "rotate", [angle]:
            step = Identity.rotate(math.radians(angle))
        case "rotate", [angle, x, y]:
            step = Identity.translate(x, y).rotate(math.radians(angle)).translate(-x, -y)
        case "skewX", [angle]:
            step = Identity.skew(math.radians(angle), 0)
        case "skewY", [angle]:
            step = Identity.skew(0, math.radians(angle))
        case _:
            raise ValueError(f"no such step: {name}")
    return place.transform(step)


def stretch(place: Transform) -> float:
    """How much longer a line becomes."""
    return math.sqrt(abs(place[0] * place[3] - place[1] * place[2]))


def stroked(line: Line, width: float, cap: str, join: str) -> tuple[list[list[Point]], list[Point]]:
    """A line of some width: its quadrangles, and where a round end or corner stands."""
    points, closed = _apart(line[0]), line[1]
    half, areas, rounds = width / 2, [], []
    ring = [*points, points[0]] if closed and points[0] != points[-1] else points
    for one, other in pairwise(ring):
        (x, y), long = _along(one, other)
        more = half if cap == "square" and not closed else 0
        start = more if one is points[0] else 0
        end = more if other is points[-1] else 0
        begins = (one[0] - x * start, one[1] - y * start)
        ends = (other[0] + x * end, other[1] + y * end)
        if long:
            areas.append(_bar(begins, ends, (x, y), half))
    corners = [*ring, ring[1]] if closed and len(ring) > 2 else ring  # noqa: PLR2004 -- a corner has two sides
    for before, at, after in zip(corners, corners[1:], corners[2:], strict=False):
        area = _corner(before, at, after, half, join)
        areas.append(area) if area else rounds.append(at)
    if cap == "round" and not closed:
        rounds += [points[0], points[-1]]
    return areas, rounds


def _bar(begins: Point, ends: Point, way: Point, half: float) -> list[Point]:
    x, y = -way[1] * half, way[0] * half
    return [
        (begins[0] + x, begins[1] + y), (ends[0] + x, ends[1] + y),
        (ends[0] - x, ends[1] - y), (begins[0] - x, begins[1] - y),
    ]  # fmt: skip


def _corner(before: Point, at: Point, after: Point, half: float, join: str) -> list[Point]:
    """The tip of a sharp corner; nothing where it is round, as every slight turn is."""
    one, other = _along(before, at)[0], _along(at, after)[0]
    cosine = one[0] * other[0] + one[1] * other[1]
    if join == "round" or cosine > STRAIGHT:
        return []
    side = -1 if one[0] * other[1] - one[1] * other[0] > 0 else 1
    first = (at[0] - one[1] * half * side, at[1] + one[0] * half * side)
    last = (at[0] - other[1] * half * side, at[1] + other[0] * half * side)
    if join == "bevel" or cosine < MITER_COSINE:
        return [at, first, last]
    reach = half / (1 + cosine)
    tip = (
        at[0] - (one[1] + other[1]) * reach * side,
        at[1] + (one[0] + other[0]) * reach * side,
    )
    return [at, first, tip, last]


def _along(one: Point, other: Point) -> tuple[Point, float]:
    """Which way it goes, and how far."""
    x, y = other[0] - one[0], other[1] - one[1]
    long = math.hypot(x, y)
    return ((x / long, y / long), long) if long else ((1.0, 0.0), 0.0)


def _apart(points: Sequence[Point]) -> list[Point]:
    """Without points that stand on the one before."""
    kept: list[Point] = []
    for point in points:
        if not kept or math.dist(point, kept[-1]) > 1e-6:  # noqa: PLR2004 -- nothing
            kept.append(point)
    return kept if len(kept) > 1 else [kept[0], kept[0]]


def area_of(points: Sequence[Point]) -> float:
    """Positive one way round, negative the other."""
    ring = [*points, points[0]]
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring))
