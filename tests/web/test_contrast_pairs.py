"""The contrast report speaks of exactly the pairs of colours that the style sheets make."""

import re
from collections.abc import Iterator
from pathlib import Path

from themes.contrast import GROUNDS, SHAPE_PAIRS, TEXT_PAIRS
from themes.css import theme_css
from themes.load import preset

SHEETS = sorted((Path(__file__).parents[2] / "app/web/static/css").glob("*.css"))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
TEXT = re.compile(r"(?<![\w-])color: var\(--([\w-]+)[,)]")
GROUND = re.compile(r"(?<![\w-])background(?:-color)?: var\(--([\w-]+)[,)]")
SHAPE = re.compile(
    r"(?:border[\w-]*|outline(?:-color)?|stroke|fill|accent-color): [^;]*var\(--([\w-]+)"
)
MOMENTARY = re.compile(r":(?:hover|active)\b|\[aria-[^\]]*\]")
# Bars, gaps and marks: nothing is written on them.
DRAWN = {"brand", "line", "frame-line", "control", "overlay"}
# Hairlines that only set apart, and what is drawn as decoration.
LINES = re.compile(r"line$|line-strong$|-soft$|^surface$|^radius")


def rules() -> Iterator[tuple[str, str]]:
    """Every selector by itself, with what it declares."""
    for sheet in SHEETS:
        if sheet.name == "print.css":
            continue
        source = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors, body in RULE.findall(source):
            for selector in re.split(r",(?![^()]*\))", " ".join(selectors.split())):
                yield selector.strip(), body


def used_pairs(names: set[str]) -> set[tuple[str, str]]:
    """Text on ground, as one rule says both, as a state changes one, or as text is inherited."""
    own = {
        MOMENTARY.sub("", selector): found[-1]
        for selector, body in rules()
        if (found := TEXT.findall(body))
    }
    used: set[tuple[str, str]] = set()
    for selector, body in rules():
        fronts, grounds = TEXT.findall(body), set(GROUND.findall(body)) & names
        if fronts and grounds:
            used |= {(front, ground) for front in fronts for ground in grounds}
        for front in fronts if not grounds else ():
            stands_on = ("frame",) if front.startswith("frame") else GROUNDS
            used |= {(front, ground) for ground in stands_on}
        for ground in grounds if not fronts else ():
            front = own.get(MOMENTARY.sub("", selector), "")
            if front or ground not in {*GROUNDS, *DRAWN}:
                used.add((front or "text", ground))
    return used


def test_every_pair_that_is_used_is_weighed_and_no_other() -> None:
    names = set(re.findall(r"--([\w-]+):", theme_css(preset("harbor"))))
    used = used_pairs(names)
    assert used - set(TEXT_PAIRS) == set(), "add these to TEXT_PAIRS in themes/contrast.py"
    assert set(TEXT_PAIRS) - used == set(), (
        "nothing uses these: take them out of themes/contrast.py"
    )


def test_every_shape_that_means_something_is_weighed() -> None:
    names = set(re.findall(r"--([\w-]+):", theme_css(preset("harbor"))))
    drawn = {name for _, body in rules() for name in SHAPE.findall(body) if name in names}
    weighed = {front for front, _ in (*SHAPE_PAIRS, *TEXT_PAIRS)}
    assert {name for name in drawn - weighed if not LINES.search(name)} == set()
