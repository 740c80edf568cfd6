"""Every route of every surface, asked as every role: the answer is the one of the matrix."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from app.banking.access.matrix import PERMISSIONS, ROLES, grants, may
from app.banking.audit.tables import AuditRow
from app.kernel.ids import PREFIXES, new_id, shown
from app.storage.session import partner_work
from app.web import refusals
from app.web.dispatch import Dispatcher
from app.web.door import OPERATOR
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

PART = re.compile(r"<(?:(any)\('([a-z-]+)'[^>]*|([a-z_]+)):[a-z_]+>")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
DENIED = "Your role does not include this"
NEXT_STEP = "Ask an owner of your team"
REFUSALS_OF_ALL_ROUTES = 1_000
KINDS = {"console": "user", "oversight": "officer", "portal": "customer"}


@dataclass(frozen=True, slots=True)
class Door:
    """One route, the verb it takes and the permission written on it."""

    method: str
    rule: Rule
    permission: str


def doors(app: Flask) -> Iterator[Door]:
    """Routes behind a permission of the matrix; public ones and sign-in have no role."""
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", "")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if permission in PERMISSIONS:
                yield Door(method, rule, permission)


def address(rule: Rule, world: World) -> str:
    """The route's address with ids that nobody has: roles are checked before things are found."""

    def fill(part: re.Match[str]) -> str:
        if part[1]:
            return part[2]
        if part[3] in PREFIXES:
            return shown(part[3], new_id(world.now))
        return {"digest": "0" * 64, "token": "A" * 43}.get(part[3], "x")

    return PART.sub(fill, rule.rule)


def come_in(application: Dispatcher, world: World, role: str) -> Visitor:
    if role == "customer":
        return sign_in_customer(application, world, world.ada)
    return sign_in_staff(application, world, role)


def surface_of(role: str) -> str:
    return next(surface for surface, kind in KINDS.items() if ROLES[role].kind == kind)


def denied_attempts(world: World, role: str) -> int:
    owner = world.house_id if ROLES[role].kind == "officer" else world.partner_id
    with partner_work(owner) as db:
        counted = select(func.count()).where(AuditRow.action == "access.denied")
        return db.scalar(counted) or 0


@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_a_role_as_the_matrix_says(
    application: Dispatcher, harbor: World, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # How many refusals of one person are written down is for a flood, and another test's.
    monkeypatch.setattr(refusals, "OF_ONE_MAX", REFUSALS_OF_ALL_ROUTES)
    visitor = come_in(application, harbor, role)
    token = TOKEN.search(visitor.get("/security").text)
    assert token
    app = application.surfaces[surface_of(role)]
    assert isinstance(app, Flask)
    expected, found, asked = set(), set(), 0
    for door in doors(app):
        answer = visitor.client.open(
            address(door.rule, harbor),
            method=door.method,
            data={"csrf_token": token[1]} if door.method != "GET" else None,
            headers={"X-CSRFToken": token[1]},
            base_url=f"https://{visitor.host}",
        )
        name, asked = f"{door.method} {door.rule.rule}", asked + 1
        if not may(role, door.permission):
            expected.add(name)
        if answer.status_code == 403 and DENIED in answer.text:
            assert NEXT_STEP in answer.text, "a refusal says what to do"
            found.add(name)
        else:
            assert answer.status_code < 500, name
    assert found == expected
    assert asked
    assert denied_attempts(harbor, role) == len(found), "each is remembered"


def test_no_role_opens_the_operators_pages(application: Dispatcher, harbor: World) -> None:
    """They have a link of their own; a session of anybody else is nothing on that host."""
    app = application.surfaces["operator"]
    assert isinstance(app, Flask)
    owner = sign_in_staff(application, harbor, "owner")
    token = owner.client.get_cookie("__Host-login", owner.host)
    assert token
    visitor, asked = Visitor(application, "operator.localhost"), 0
    for cookie in ("__Host-login", "__Host-operator", "__Host-support"):
        visitor.client.set_cookie(cookie, token.value, domain=visitor.host, secure=True)
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "permission", "") != OPERATOR:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = visitor.client.open(
                address(rule, harbor), method=method, base_url=f"https://{visitor.host}"
            )
            assert answer.status_code == 303, rule.rule
            assert answer.headers["Location"].startswith("/sign-in"), rule.rule
            asked += 1
    assert asked


@pytest.mark.parametrize("surface", KINDS)
def test_every_permission_of_a_surface_opens_something(
    application: Dispatcher, surface: str
) -> None:
    app = application.surfaces[surface]
    assert isinstance(app, Flask)
    used = {door.permission for door in doors(app)}
    held = {name for name, known in PERMISSIONS.items() if known.is_held_by(KINDS[surface])}
    assert used == held, "a permission is for a route, and a route for somebody"


def changing(app: Flask) -> set[str]:
    """What somebody needs who changes anything; a copy of a list, taken along, changes nothing."""
    copies = ("/exports", "/exports/<export:export_id>/attempts")
    return {
        door.permission
        for door in doors(app)
        if door.method != "GET" and not str(door.rule).endswith(copies)
    }


def test_an_examiner_changes_nothing(application: Dispatcher) -> None:
    app = application.surfaces["oversight"]
    assert isinstance(app, Flask)
    assert grants("examiner") & changing(app) == set()


def test_an_examiner_sees_all_that_can_be_seen(application: Dispatcher) -> None:
    app = application.surfaces["oversight"]
    assert isinstance(app, Flask)
    seeing = {door.permission for door in doors(app) if door.method == "GET"}
    assert seeing - changing(app) <= grants("examiner")


@pytest.mark.parametrize("name", PERMISSIONS)
def test_a_permission_says_what_and_why(name: str) -> None:
    permission = PERMISSIONS[name]
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", name)
    assert permission.label
    assert permission.why.endswith(".")
    assert permission.roles <= set(ROLES)
    assert permission.roles
