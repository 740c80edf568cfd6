"""`/components`: every macro file with what its macros take, and its examples, in a chosen look."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, Response, current_app, render_template, request

from app.kernel.errors import NotFound
from app.web.brand import stylesheet
from app.web.door import public
from app.web.gallery.samples import gallery_samples
from app.web.preferences import CHOICES as SHELL
from app.web.preferences import Preferences, preferences
from themes.load import PRESETS, preset

FOLDER = Path(__file__).parents[1] / "components"
EXAMPLES = Path(__file__).parent / "examples"
MACRO = re.compile(r"(?:\{#((?:(?!#\}).)*)#\}\n)?\{%-? macro ([a-z]\w*)(\(.*?\)) -?%\}", re.DOTALL)
CHOICES = {"theme": PRESETS, **{kind: SHELL[kind] for kind in ("scheme", "density")}}


@dataclass(frozen=True, slots=True)
class Signature:
    """A macro, what it takes, and the sentence that stands above it."""

    name: str
    arguments: str
    note: str


@dataclass(frozen=True, slots=True)
class Component:
    """A file of macros; `example` is the template that shows it, where there is one."""

    name: str
    macros: tuple[Signature, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of the look, as a link that keeps the other choices."""

    kind: str
    label: str
    href: str
    is_chosen: bool


@cache
def components() -> tuple[Component, ...]:
    """Every macro file, by name."""
    return tuple(_component(path) for path in sorted(FOLDER.rglob("*.html")))


def choices(here: str, look: dict[str, str]) -> tuple[Choice, ...]:
    """Links to each theme, scheme and density beside what is chosen already."""
    return tuple(
        Choice(
            kind,
            value.capitalize(),
            f"{here}?{urlencode({**look, kind: value})}",
            look.get(kind) == value,
        )
        for kind, values in CHOICES.items()
        for value in values
    )


def asked_look() -> dict[str, str]:
    """The theme, scheme and density of the address; unknown values are passed over."""
    asked = {kind: request.args.get(kind, "") for kind in CHOICES}
    return {kind: value for kind, value in asked.items() if value in CHOICES[kind]}


def viewed(look: dict[str, str]) -> Preferences:
    """The reader's own preferences, but for what the address says."""
    said = {kind: value for kind, value in look.items() if kind in SHELL}
    return replace(preferences(), **said)


def add_gallery(app: Flask) -> None:
    """The page and the presets' stylesheets, which no page of a brand may link."""

    @app.get("/components")
    @public
    def gallery() -> str:
        _only_where_nothing_is_real()
        look = asked_look()
        return render_template(
            "gallery/index.html",
            **gallery_samples(),
            components=components(),
            choices=choices("/components", look),
            look=look,
            view=viewed(look),
            look_href=f"/components/theme.css?theme={look['theme']}" if "theme" in look else "",
        )

    @app.get("/components/theme.css")
    @public
    def gallery_theme() -> Response:
        _only_where_nothing_is_real()
        name = asked_look().get("theme")
        if name is None:
            raise NotFound("page")
        return Response(stylesheet(preset(name))[1], mimetype="text/css")


def _only_where_nothing_is_real() -> None:
    if current_app.config["GUILDHALL"].is_production:
        raise NotFound


def _component(path: Path) -> Component:
    name = path.relative_to(FOLDER).with_suffix("").as_posix()
    example = EXAMPLES / f"{name}.html"
    macros = tuple(
        Signature(macro, " ".join(arguments.split()), " ".join((note or "").split()))
        for note, macro, arguments in MACRO.findall(path.read_text(encoding="utf-8"))
    )
    return Component(name, macros, f"gallery/examples/{name}.html" if example.exists() else "")
