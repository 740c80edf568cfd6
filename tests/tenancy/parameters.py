"""What the application reads of a request, learned by listening while it answers."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
import wtforms
from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict

from app.web import cursors
from app.web.dispatch import Dispatcher
from tests.tenancy.routes import GOOD, NEVER, OF_ROUTE, PARAMETERS, WRONG

FRESH = "a key of its own"
NUMBERED = re.compile(r"-\d+\Z|(?<=\Arole)-[a-z_]+\Z")  # role-owner: a field for each role
SHOWN_ID = re.compile(r"([a-z]+)_[0-9a-f]{32}")
CLASSES = {
    "DateField": "day",
    "DayField": "day",
    "AmountField": "amount",
    "BooleanField": "choice",
    "ConsentField": "choice",
    "RadioField": "choice",
    "SelectField": "choice",
    "PasswordField": "choice",
    "FileField": "file",
    "MultipleFileField": "file",
    "IntegerField": "amount",
    "SubmitField": "choice",
}


@dataclass
class Heard:
    """Names of parameters, fields of forms and shapes of cursors, by surface and endpoint."""

    names: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    fields: dict[tuple[str, str], dict[str, wtforms.Field]] = field(default_factory=dict)
    cursors: dict[tuple[str, str], tuple[type, ...]] = field(default_factory=dict)
    surfaces: set[str] = field(default_factory=set)
    """Of which everything was heard already."""

    def sample_of(self, surfaces: Iterable[str], dice: Random) -> str:
        """Which surface is tried where one is enough: of those that are known, if there are."""
        every = sorted(surfaces)
        return dice.choice([each for each in every if each in self.surfaces] or every)

    def note(self, name: str) -> None:
        if request and isinstance(name, str) and request.endpoint:
            self.names.setdefault(_here(), set()).add(NUMBERED.sub("-#", name))

    def of(self, surface: str, endpoint: str) -> list[str]:
        found = self.names.get((surface, endpoint), set()) - {"csrf_token"} - NEVER
        return sorted(found)

    def kind_of(self, surface: str, endpoint: str, name: str) -> str | None:
        """What a parameter holds: a kind of id, `words`, `day` …; None when nobody says."""
        if kind := OF_ROUTE.get((endpoint, name)):
            return kind
        seen = self.fields.get((surface, endpoint), {}).get(name)
        if seen is not None and (kind := _kind_of_choices(seen)):
            return kind
        if kind := PARAMETERS.get(name):
            return kind
        if seen is None:
            return None
        return CLASSES.get(type(seen).__name__, "words")

    def good(self, surface: str, endpoint: str) -> dict[str, Any]:
        """A form that is taken seriously: a value for each field."""
        values: dict[str, Any] = {
            name: GOOD[name]
            for each in self.of(surface, endpoint)
            for name in (each, each.replace("#", "1"), each.replace("#", "2"))
            if name in GOOD
        }
        for name, seen in self.fields.get((surface, endpoint), {}).items():
            if (value := _good(name, seen)) is not None:
                values[name] = WRONG.get((endpoint, name), value)
        return values


def _here() -> tuple[str, str]:
    from flask import current_app

    return current_app.name.rpartition(".")[2], str(request.endpoint)


def _kind_of_choices(seen: wtforms.Field) -> str:
    """A field that offers ids takes ids of that kind."""
    for value in _choices(seen):
        if SHOWN_ID.fullmatch(value):
            from app.kernel.ids import PREFIXES

            prefix = value.rpartition("_")[0]
            return next((kind for kind, short in PREFIXES.items() if short == prefix), "")
    return ""


def _choices(seen: wtforms.Field) -> list[str]:
    offered = getattr(seen, "choices", None) or []
    values = [
        getattr(each, "value", each[0] if isinstance(each, tuple) else each) for each in offered
    ]
    return [str(value) for value in values if value]


def _good(name: str, seen: wtforms.Field) -> Any:
    kind = type(seen).__name__
    if name in {"csrf_token", *NEVER} or kind == "FileField":
        return None
    if name == "key":
        return FRESH
    if name in GOOD:
        return GOOD[name]
    if kind in ("SelectField", "RadioField"):
        return next(iter(_choices(seen)), None)
    if kind == "ConsentField":
        return str(seen.text.id)
    return {"BooleanField": "y", "DateField": "2026-03-02", "AmountField": "1.07"}.get(
        kind, "Because it is so"
    )


@contextmanager
def listening(application: Dispatcher, heard: Heard) -> Iterator[Heard]:
    """Note what every answer reads; nothing is answered otherwise because of it."""

    class Listening(ImmutableMultiDict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            heard.note(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            heard.note(str(key))
            return super().__contains__(key)

        def getlist(self, key: str, type: Any = None) -> Any:  # noqa: A002 -- werkzeug's own name
            heard.note(key)
            return super().getlist(key, type)

    class ListeningRequest(Request):
        parameter_storage_class = Listening

    process = wtforms.form.BaseForm.process

    def note_fields(form: wtforms.form.BaseForm, *values: Any, **named: Any) -> None:
        process(form, *values, **named)
        if request and request.endpoint:
            known = heard.fields.setdefault(_here(), {})
            known.update(form._fields)

    read = cursors.read_cursor

    def note_cursor(text: str, *kinds: type) -> Any:
        heard.cursors[_here()] = kinds
        return read(text, *kinds)

    with pytest.MonkeyPatch.context() as patched:
        for app in application.surfaces.values():
            assert isinstance(app, Flask)
            patched.setattr(app, "request_class", ListeningRequest)
        patched.setattr(wtforms.form.BaseForm, "process", note_fields)
        for module in _modules_with("read_cursor", read):
            patched.setattr(module, "read_cursor", note_cursor)
        yield heard


def _modules_with(name: str, value: object) -> list[Any]:
    import sys

    return [
        module
        for key, module in sorted(sys.modules.items())
        if key.startswith("app.web") and getattr(module, name, None) is value
    ]


def cursor_of(kinds: tuple[type, ...], row_id: UUID, moment: datetime) -> str:
    """A place in somebody's list, as the list itself would write it."""
    values = {datetime: moment, date: moment.date(), UUID: row_id, int: 1}
    return cursors.write_cursor([values.get(kind, "cnry") for kind in kinds])
