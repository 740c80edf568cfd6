"""Every route says who may use it, and its address reads like a noun."""

import re

import pytest
from flask import Flask

from app.banking.access.rules import PERMISSIONS
from app.web.dispatch import Dispatcher
from app.web.door import HALF_SIGNED_IN, PUBLIC

KNOWN = {PUBLIC, HALF_SIGNED_IN}.union(*PERMISSIONS.values())
PUBLIC_ROUTES = {
    "static",
    "theme",
    "theme_mark",
    "health",
    "components",
    "account.sign_in",
    "account.create_session",
}
PORTAL_PUBLIC_ROUTES = {"apply"}
VERBS = re.compile(r"/(create|update|delete|edit|cancel|approve|reject|send-now|do)(/|$)")
KEBAB = re.compile(r"\A(/([a-z0-9.-]+|<([a-z_]+|any\([a-z', -]+\)):[a-z_]+>(\.[a-z]+)?))*/?\Z")


@pytest.fixture(params=["portal", "console", "oversight"])
def surface(request: pytest.FixtureRequest, application: Dispatcher) -> Flask:
    app = application.surfaces[request.param]
    assert isinstance(app, Flask)
    return app


def test_every_route_declares_who_may_use_it(surface: Flask) -> None:
    open_doors = [
        rule.endpoint
        for rule in surface.url_map.iter_rules()
        if getattr(surface.view_functions[rule.endpoint], "permission", None) not in KNOWN
    ]
    assert open_doors == [], "add @allow(...) with a permission of banking/access/rules.py"


def test_public_routes_are_on_the_list(surface: Flask) -> None:
    public = {
        endpoint
        for endpoint, view in surface.view_functions.items()
        if getattr(view, "permission", None) == PUBLIC
        and endpoint.partition(".")[0] not in PORTAL_PUBLIC_ROUTES
    }
    assert public == PUBLIC_ROUTES, "a public route is rare: list it here with care"


def test_addresses_are_kebab_case_nouns_with_typed_parts(surface: Flask) -> None:
    odd = [
        rule.rule
        for rule in surface.url_map.iter_rules()
        if not KEBAB.match(rule.rule) or VERBS.search(rule.rule)
    ]
    assert odd == [], "use nouns, kebab-case and typed converters: /payments/<payment:payment_id>"


def test_changes_are_posted(surface: Flask) -> None:
    for rule in surface.url_map.iter_rules():
        methods = set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        assert len(methods) == 1, f"{rule.rule}: reading and changing are two routes"
        assert methods <= {"GET", "POST", "DELETE"}, f"{rule.rule}: a noun is read, made or removed"
