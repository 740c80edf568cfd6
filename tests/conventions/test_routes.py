"""Every route says who may use it, and its address reads like a noun."""

import re

import pytest
from flask import Flask

from app.banking.access.matrix import PERMISSIONS
from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from app.web.door import HALF_SIGNED_IN, OPERATOR, PUBLIC, SIGNED_IN, SUPPORT

STAFF = {PUBLIC, HALF_SIGNED_IN, SIGNED_IN, *PERMISSIONS}
KNOWN = {"operator": {PUBLIC, OPERATOR}, "console": STAFF | {SUPPORT}}
FILES = {
    "static",
    "sheet",
    "preload_rules",
    "theme",
    "theme_mark",
    "theme_picture",
    "health",
    "gallery",
    "gallery_theme",
}
# How a browser likes to see the pages: a cookie of words from closed lists, and the list of keys.
LOOKS = {"preferences.create", "preferences.keys"}
# Words about pages, the same for everybody.
HELP = {"help.index", "help.show"}
SIGN_IN = {
    "account.sign_in",
    "account.create_session",
    "account.create_sign_in_challenge",
    "account.create_passkey_session",
}
# Whoever has a letter is not signed in; the token in the link says who it is.
BY_LETTER = {
    "account.forgotten",
    "account.create_reset",
    "account.reset_asked",
    "account.reset",
    "account.create_new_password",
    "account.invitation",
    "account.create_membership",
    "account.verification",
    "account.create_verified_email",
}
# Only where no mail leaves: whoever forgot a password reads the letter there.
MAILBOX = {"mailbox.index", "mailbox.show", "mailbox.document"}
# The walk to an identity provider and back; the provider itself, with a signed token.
SIGN_ON = {"sso.begin", "sso.answer", "sso.logout"}
EVERYWHERE = FILES | LOOKS | HELP | SIGN_IN | BY_LETTER | MAILBOX
# The operator has no password: a link of the command line is looked at, then used.
# Nor has who looks in to help: a link of the operator's pages leads into a console once.
PUBLIC_ROUTES = {
    "operator": FILES | LOOKS | {"entrance.index", "entrance.show", "entrance.create_session"},
    "oversight": EVERYWHERE | SIGN_ON,
    "console": EVERYWHERE | SIGN_ON | {"support.show", "support.create_session"},
}
PORTAL_PUBLIC_ROUTES = {"apply", "install", "language"}
VERBS = re.compile(r"/(create|update|delete|edit|cancel|approve|reject|send-now|do)(/|$)")
KEBAB = re.compile(r"\A(/([a-z0-9.-]+|<([a-z_]+|any\([a-z', -]+\)):[a-z_]+>(\.[a-z]+)?))*/?\Z")


@pytest.fixture(params=SURFACES)
def surface(request: pytest.FixtureRequest, application: Dispatcher) -> Flask:
    app = application.surfaces[request.param]
    assert isinstance(app, Flask)
    return app


def name_of(surface: Flask) -> str:
    return surface.name.rpartition(".")[2]


def test_every_route_declares_who_may_use_it(surface: Flask) -> None:
    known = KNOWN.get(name_of(surface), STAFF)
    open_doors = [
        rule.endpoint
        for rule in surface.url_map.iter_rules()
        if getattr(surface.view_functions[rule.endpoint], "permission", None) not in known
    ]
    assert open_doors == [], "add @allow(...) with a permission of banking/access/matrix.py"


def test_public_routes_are_on_the_list(surface: Flask) -> None:
    public = {
        endpoint
        for endpoint, view in surface.view_functions.items()
        if getattr(view, "permission", None) == PUBLIC
        and endpoint.partition(".")[0] not in PORTAL_PUBLIC_ROUTES
    }
    assert public == PUBLIC_ROUTES.get(name_of(surface), EVERYWHERE), (
        "a public route is rare: list it here with care"
    )


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
