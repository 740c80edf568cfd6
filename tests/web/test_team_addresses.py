"""From where staff may come: the list, what is read of a request's address, and what is not."""

from functools import partial

import pytest
from sqlalchemy import select

from app.banking.audit.tables import AuditRow
from app.banking.team.actions.add_network import add_network
from app.banking.team.actions.remove_network import remove_network
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.kernel.ids import NetworkId, shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.web.networks import client_address
from tests.team_verbs import allows
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_customer, sign_in_staff
from tests.world import World

OFFICE, HERE, ELSEWHERE = "203.0.113.0/24", "127.0.0.0/8", {"REMOTE_ADDR": "198.51.100.7"}
SPOOFS = (
    {"X-Forwarded-For": "127.0.0.1"},
    {"Forwarded": "for=127.0.0.1"},
    {"X-Real-IP": "127.0.0.1"},
    {"True-Client-IP": "127.0.0.1"},
    {"CF-Connecting-IP": "127.0.0.1"},
    {"X-Client-IP": "127.0.0.1"},
)


def sits_at(visitor: Visitor, address: str = "127.0.0.1") -> Visitor:
    """The browser's connection comes from there, unless a request says otherwise."""
    here = {"REMOTE_ADDR": address}
    visitor.client.open = partial(visitor.client.open, environ_overrides=here)  # type: ignore[method-assign]
    return visitor


@pytest.fixture
def olive(application: Dispatcher, harbor: World) -> Visitor:
    return sits_at(sign_in_staff(application, harbor, "owner"))


def test_an_owner_keeps_the_list(olive: Visitor) -> None:
    added = olive.post("/team/addresses", {"network": HERE, "label": "This machine"})
    assert added.status_code == 303, added.text
    again = olive.post("/team/addresses", {"network": "127.0.0.1/8", "label": "Once more"})
    assert again.status_code == 409

    said = olive.get("/team/addresses").text

    assert "This machine" in said
    assert "You are here" in said


def test_nobody_locks_themselves_out(olive: Visitor, harbor: World) -> None:
    refused = olive.post("/team/addresses", {"network": OFFICE, "label": "Office"})
    assert refused.status_code == 422
    assert "lock yourself out" in refused.text

    own, office = allows(harbor, HERE), None
    with partner_work(harbor.partner_id) as db:
        office = add_network(
            db,
            network=OFFICE,
            label="Office",
            own_address="127.0.0.1",
            actor=OPERATOR,
            now=harbor.now,
        )
    with pytest.raises(Refused, match="lock yourself out"), partner_work(harbor.partner_id) as db:
        remove_network(
            db,
            network_id=NetworkId(own),
            own_address="127.0.0.1",
            actor=OPERATOR,
            now=harbor.now,
        )
    path = f"/team/addresses/{shown('network', office)}/removal"
    assert olive.post(path, form_at="/team/addresses").status_code == 303


def test_from_elsewhere_nothing_opens(
    application: Dispatcher, olive: Visitor, harbor: World
) -> None:
    allows(harbor, HERE)
    assert olive.get("/payments").status_code == 200

    for path in ("/payments", "/", "/team", "/sign-in"):
        answer = olive.get(path, environ_overrides=ELSEWHERE)
        assert answer.status_code == 403, path
        assert "certain networks only" in answer.text
    stranger = sits_at(Visitor(application, harbor.hosts["console"]))
    token = stranger.token_of("/sign-in")
    refused = stranger.client.post(
        "/sign-in",
        data={"csrf_token": token, "email": olive.email, "password": STAFF_PASSWORD},
        base_url=f"https://{stranger.host}",
        environ_overrides=ELSEWHERE,
    )
    assert refused.status_code == 403
    with partner_work(harbor.partner_id) as db:
        kept = db.scalars(select(AuditRow).where(AuditRow.action == "address.refused")).all()
    assert len(kept) == 5


def test_no_header_of_a_stranger_makes_an_address(olive: Visitor, harbor: World) -> None:
    allows(harbor, HERE)

    for headers in SPOOFS:
        answer = olive.get("/payments", environ_overrides=ELSEWHERE, headers=headers)
        assert answer.status_code == 403, headers


def test_customers_and_other_teams_come_from_everywhere(
    application: Dispatcher, harbor: World
) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    june = sign_in_staff(application, harbor.juniper, "owner")
    allows(harbor, HERE)

    assert ada.get("/", environ_overrides=ELSEWHERE).status_code == 200
    assert june.get("/payments", environ_overrides=ELSEWHERE).status_code == 200


def test_a_bank_has_a_list_of_its_own(application: Dispatcher, harbor: World) -> None:
    ruth = sits_at(sign_in_staff(application, harbor, "oversight_officer"))
    allows(harbor, HERE, of_bank=True)

    assert ruth.get("/").status_code == 200
    assert ruth.get("/", environ_overrides=ELSEWHERE).status_code == 403


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1, 203.0.113.9", "203.0.113.9"),
        (1, "127.0.0.1,127.0.0.1 , 203.0.113.9:4711", "203.0.113.9"),
        (2, "127.0.0.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_what_our_own_proxies_heard_counts(proxies: int, forwarded: str, address: str) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(environ, trusted_proxies=proxies) == address
