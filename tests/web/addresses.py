"""Every address of a surface with ids that exist nowhere: for tests that ask about all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule

from app.kernel.ids import shown
from app.web.converters import DigestConverter, IdConverter, TokenConverter
from app.web.dispatch import Dispatcher


@dataclass(frozen=True)
class Address:
    """One way to ask one route."""

    method: str
    path: str
    endpoint: str
    rule: str


def surface_app(application: Dispatcher, surface: str) -> Flask:
    app = application.surfaces[surface]
    assert isinstance(app, Flask)
    return app


def addresses(app: Flask, *methods: str) -> list[Address]:
    """All of them in a fixed order, or those of some methods."""
    return [
        Address(method, _path(app, rule), rule.endpoint, rule.rule)
        for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not methods or method in methods
    ]


def _path(app: Flask, rule: Rule) -> str:
    values = dict(_values(rule))
    built: str = app.url_map.bind("any.localhost").build(rule.endpoint, values, method=None)
    return built


def _values(rule: Rule) -> Iterator[tuple[str, object]]:
    for name, converter in rule._converters.items():
        if isinstance(converter, IdConverter):
            yield name, uuid4()
        elif isinstance(converter, DigestConverter):
            yield name, "0" * 64
        elif isinstance(converter, TokenConverter):
            yield name, "A" * 43
        elif hasattr(converter, "items"):
            yield name, min(converter.items)
        else:
            yield name, "css/base.css"


def nowhere(kind: str) -> str:
    """An id of this kind that nothing has."""
    return shown(kind, uuid4())
