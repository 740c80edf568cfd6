"""A8: no change is made by a request that another site could have sent."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from tests.tenancy.attack_record import SIZES, record, sized
from tests.web.addresses import Address, addresses, surface_app
from tests.web.visitors import stranger_of, visitor_of
from tests.web_clients import Visitor
from tests.world import World

EVIL = "https://evil.example"
REFUSED = ("too old to be sent", "came from another site")
FORM_AT = {
    "portal": "/security",
    "console": "/security",
    "oversight": "/security",
    "operator": "/",
}
Forgery = Callable[[Visitor, Address, str, str], TestResponse]


def send(visitor: Visitor, address: Address, **how: Any) -> TestResponse:
    how.setdefault("method", address.method)
    answer: TestResponse = visitor.client.open(
        address.path, base_url=f"https://{visitor.host}", **how
    )
    return answer


def with_token(token: str, **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"data": {"csrf_token": token}, "headers": named}


FORGERIES: dict[str, Forgery] = {
    "no token": lambda v, a, _own, _other: send(v, a),
    "an empty token": lambda v, a, _own, _other: send(v, a, data={"csrf_token": ""}),
    "a made up token": lambda v, a, _own, _other: send(v, a, data={"csrf_token": "x.y.z"}),
    "another's token": lambda v, a, _own, other: send(v, a, data={"csrf_token": other}),
    "another's token by header": lambda v, a, _own, other: send(
        v, a, headers={"X-CSRFToken": other, "HX-Request": "true"}
    ),
    "only htmx's header": lambda v, a, _own, _other: send(v, a, headers={"HX-Request": "true"}),
    "plain text": lambda v, a, own, _other: send(
        v, a, data=f"csrf_token={own}", content_type="text/plain"
    ),
    "json": lambda v, a, own, _other: send(v, a, json={"csrf_token": own}),
    "the token in the address": lambda v, a, own, _other: send(
        v, a, query_string={"csrf_token": own}
    ),
    "from another site": lambda v, a, own, _other: send(
        v, a, **with_token(own, Sec_Fetch_Site="cross-site")
    ),
    "from a sibling host": lambda v, a, own, _other: send(
        v, a, **with_token(own, Sec_Fetch_Site="same-site")
    ),
    "another origin": lambda v, a, own, _other: send(v, a, **with_token(own, Origin=EVIL)),
    "no origin to name": lambda v, a, own, _other: send(v, a, **with_token(own, Origin="null")),
    "an origin that looks alike": lambda v, a, own, _other: send(
        v, a, **with_token(own, Origin=f"https://{v.host}.evil.example")
    ),
}
# Asked as if reading: nothing may change, and no view that changes may answer.
DISGUISES: dict[str, Forgery] = {
    "an overriding header and field": lambda v, a, own, _other: send(
        v,
        a,
        method="GET",
        headers={"X-HTTP-Method-Override": a.method, "X-HTTP-Method": a.method},
        query_string={"_method": a.method, "csrf_token": own},
    ),
    "PUT": lambda v, a, own, _other: send(v, a, method="PUT", **with_token(own)),
    "PATCH": lambda v, a, own, _other: send(v, a, method="PATCH", **with_token(own)),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("surface", SURFACES)
def test_every_change_needs_the_token_of_its_own_session_and_site(
    application: Dispatcher, harbor: World, surface: str, size: str
) -> None:
    visitor = visitor_of(application, harbor, surface)
    own = visitor.token_of(FORM_AT[surface])
    other = visitor_of(application, harbor, surface).token_of(FORM_AT[surface])
    assert own != other
    changes = changes_of(application, surface)
    cases = sized([(name, a) for name in FORGERIES for a in changes], size, most=24)
    hits = []
    for name, address in cases:
        answer = FORGERIES[name](visitor, address, own, other)
        is_refused = answer.status_code == 403 and any(w in answer.text for w in REFUSED)
        if not is_refused and not _has_no_right(answer):
            hits.append((name, address.rule, answer.status_code))
    record("A8", tried=len(cases), hits=hits, what=f"forged changes at {surface}")
    assert hits == []
    assert visitor.get(FORM_AT[surface]).status_code == 200, "still signed in: nothing was done"


def changes_of(application: Dispatcher, surface: str) -> list[Address]:
    """All but what an identity provider calls, without a cookie and with a signed word."""
    app = surface_app(application, surface)
    signed = {name for name, view in app.view_functions.items() if is_for_machines(view)}
    assert {name.rpartition(".")[2] for name in signed} <= {"logout", "sso.logout"}
    return [a for a in addresses(app, "POST", "DELETE") if a.endpoint not in signed]


def is_for_machines(view: object) -> bool:
    return bool(getattr(view, "is_called_by_machines", False))


def _has_no_right(answer: TestResponse) -> bool:
    return answer.status_code == 403 and "does not include this" in answer.text


@pytest.mark.parametrize("surface", SURFACES)
def test_reading_changes_nothing_whatever_it_calls_itself(
    application: Dispatcher, harbor: World, surface: str
) -> None:
    visitor = visitor_of(application, harbor, surface)
    own, app = visitor.token_of(FORM_AT[surface]), surface_app(application, surface)
    readable = {address.rule for address in addresses(app, "GET")}
    tried, hits = 0, []
    for name, address in _disguised(addresses(app, "POST", "DELETE")):
        answer = DISGUISES[name](visitor, address, own, "")
        tried += 1
        is_read = name.startswith("an over") and address.rule in readable
        if answer.status_code not in (405, 404, 403) and not is_read:
            hits.append((name, address.rule, answer.status_code))
    record("A8", tried=tried, hits=hits, what=f"disguised changes at {surface}")
    assert hits == []


def _disguised(changes: list[Address]) -> Iterator[tuple[str, Address]]:
    for name in DISGUISES:
        for address in changes[:: 1 if "over" in name else 3]:
            yield name, address


def test_the_token_of_an_ended_session_is_worth_nothing(
    application: Dispatcher, harbor: World
) -> None:
    visitor = visitor_of(application, harbor, "console")
    old = visitor.token_of("/security")
    visitor.post("/sign-out", form_at="/security")
    stale = visitor.client.post(
        "/sign-in", data={"csrf_token": old}, base_url=f"https://{visitor.host}"
    )
    hits = [stale.status] if stale.status_code != 403 else []
    record("A8", tried=1, hits=hits, what="a token of an ended session")
    assert stale.status_code == 403


def test_another_site_may_link_here_and_no_more(application: Dispatcher, harbor: World) -> None:
    visitor = stranger_of(application, harbor, "portal")
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert visitor.get("/sign-in", headers=link).status_code == 200
    framed = {**link, "Sec-Fetch-Dest": "iframe"}
    assert visitor.get("/sign-in", headers=framed).status_code == 403
    loaded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert visitor.get("/sign-in", headers=loaded).status_code == 403


def test_the_own_form_is_heard(application: Dispatcher, harbor: World) -> None:
    visitor = stranger_of(application, harbor, "portal")
    own = {"Sec-Fetch-Site": "same-origin", "Origin": f"https://{visitor.host}:8443"}
    assert visitor.post("/sign-in", {"email": "", "password": ""}, headers=own).status_code == 422
