"""Every text that a template prints is made hostile, and pages are compared as trees."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import tinyhtml5
from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.test import TestResponse

from app.web.dispatch import Dispatcher
from tests.outside_data import outside
from tests.web_clients import Visitor

OWN = Path(__file__).parent.parent / "corpus" / "markup.txt"
FOLDERS = (("fuzzdb", "attack", "xss"), ("fuzzdb", "attack", "html_js_fuzz"))
PLAIN = "plain words"
SWITCHES = {"checked", "selected", "disabled", "hidden", "open", "required", "multiple"}
Tree = tuple[Any, ...]


def own_lines() -> list[str]:
    return OWN.read_text(encoding="utf-8").splitlines()


def outside_lines() -> list[str]:
    """Every line of the outside lists, and a few forms that only fill an attribute."""
    files = [path for folder in FOLDERS for path in sorted(outside(*folder).glob("*.txt"))]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    return [line for text in texts for line in text.splitlines() if line.strip()]


class Poison:
    """What is put behind every text; one line after the other, so that a page meets many."""

    def __init__(self) -> None:
        self.lines = iter(cycle([PLAIN]))
        self.is_trusted = False  # a planted fault: every text says that it is markup

    def takes(self, lines: list[str]) -> None:
        self.lines = iter(cycle(lines))

    @pass_context
    def __call__(self, context: Context, value: Any) -> Any:
        """Text only: markup was made by us, and says so."""
        if type(value) is not str or value.strip() in {"", context.get("nonce"), *SWITCHES}:
            return value
        if value.startswith("/static/"):
            return value  # a browser takes the nonce from a tag that holds "<script" anywhere
        said = f"{value} {next(self.lines)}"
        return Markup(said) if self.is_trusted else said  # noqa: S704


@contextmanager
def poisoned(app: Flask) -> Iterator[Poison]:
    """The app's templates print through a Poison, until the end."""
    poison, env = Poison(), app.jinja_env
    env.finalize = poison.__call__
    assert env.cache is not None
    env.cache.clear()
    try:
        yield poison
    finally:
        env.finalize = None
        env.cache.clear()


def tree_of(text: str) -> Tree:
    """Elements and the names of their attributes, as a browser's parser builds them."""
    return _shape(tinyhtml5.parse(text, namespace_html_elements=False))


def _shape(element: Element) -> Tree:
    tag = element.tag if isinstance(element.tag, str) else "comment"
    return (tag, tuple(sorted(map(str, element.attrib))), tuple(_shape(each) for each in element))


def difference(one: Tree, other: Tree, where: str = "") -> str:
    """The first place at which two trees differ, or nothing."""
    here = f"{where}/{one[0]}"
    if one[:2] != other[:2]:
        return f"{here}: {one[:2]} became {other[:2]}"
    if len(one[2]) != len(other[2]):
        kinds = [[each[0] for each in tree[2]] for tree in (one, other)]
        return f"{here}: {kinds[0]} became {kinds[1]}"
    pairs = zip(one[2], other[2], strict=True)
    return next(filter(None, (difference(*pair, here) for pair in pairs)), "")


def pages_of(visitor: Visitor, *, most: int) -> list[str]:
    """The pages that a person comes to from home by following links."""
    todo, seen = ["/"], []
    while todo and len(seen) < most:
        path = todo.pop(0)
        answer: TestResponse = visitor.get(path)
        if answer.mimetype != "text/html" or answer.status_code >= 400:
            continue
        seen.append(path)
        page = tinyhtml5.parse(answer.text, namespace_html_elements=False)
        links = [link.attrib.get("href", "") for link in page.iter("a")]
        local = [link for link in links if link.startswith("/") and "//" not in link]
        todo += [link for link in dict.fromkeys(local) if link not in {*seen, *todo}]
    return seen


def surface_of(application: Dispatcher, surface: str) -> Flask:
    app = application.surfaces[surface]
    assert isinstance(app, Flask)
    return app
