"""Support access: somebody of the installation looks, changes nothing, and everybody can see it."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from time_machine import travel

from app.banking.audit.tables import AuditRow
from app.banking.team.rules import SUPPORT_LASTS, SUPPORT_LINK_LASTS
from app.kernel.ids import new_id, shown
from app.storage.clock import wall_now
from app.storage.operators import make_link
from app.storage.session import clock_reading, partner_work
from app.web.dispatch import Dispatcher
from app.web.work import ONLY_READING
from tests.team_verbs import is_helped
from tests.tenancy.test_roles import address, doors
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

OPERATOR_HOST = "operator.localhost"
LINK = re.compile(r'href="(https://[^"/]+)(/support-access/[A-Za-z0-9_-]{43})"')
ENDING = re.compile(r'action="(/team/support/supp_[0-9a-f]{32}/removal)"')
CHANGES_NOTHING = "looks at this console and changes nothing"


def looks_in(application: Dispatcher, world: World, role: str = "owner") -> Visitor:
    """The one who helps, inside the console."""
    link = is_helped(world, role).link
    visitor = Visitor(application, world.hosts["console"])
    answer = visitor.post(f"/support-access/{link}")
    assert answer.status_code == 303, answer.text
    return visitor


def records(world: World, action: str) -> list[AuditRow]:
    with partner_work(world.partner_id) as db:
        return list(db.scalars(select(AuditRow).where(AuditRow.action == action)))


def test_an_operator_comes_into_a_console_by_a_link(application: Dispatcher, harbor: World) -> None:
    with clock_reading() as db:
        link = make_link(db, wall=wall_now())
    operator = Visitor(application, OPERATOR_HOST)
    operator.post(f"/sign-in/{link}")
    values = {
        "partner": str(harbor.partner_id),
        "role": "support",
        "name": "Priya Raman",
        "reason": "A statement does not open",
        "ticket": "SUP-1042",
    }

    granted = operator.post("/support", values)

    assert granted.status_code == 200, granted.text
    found = LINK.search(granted.text)
    assert found
    assert found[1] == f"https://{harbor.hosts['console']}"
    helper = Visitor(application, harbor.hosts["console"])
    assert helper.get(found[2]).status_code == 200
    assert helper.post(found[2]).status_code == 303
    said = helper.get("/").text
    assert "Priya Raman looks as support" in said
    assert "30 min left" in said
    assert Visitor(application, harbor.hosts["console"]).get(found[2]).status_code == 410
    assert operator.post("/support", values | {"reason": " "}).status_code == 422


def test_it_changes_nothing_whatever_the_role(application: Dispatcher, harbor: World) -> None:
    helper = looks_in(application, harbor, "owner")
    token = helper.token_of("/payments")
    app = application.surfaces["console"]
    assert isinstance(app, Flask)
    tried = 0
    for door in doors(app):
        answer = helper.client.open(
            address(door.rule, harbor),
            method=door.method,
            headers={"X-CSRFToken": token},
            base_url=f"https://{helper.host}",
        )
        if door.method == "GET":
            # Batches, exports and views are of whoever made them, and whoever looks in made none.
            is_own = any(own in str(door.rule) for own in ("batch_id", "/exports", "/views"))
            is_shown = is_own or answer.status_code in (200, 303, 404)
            assert is_shown or CHANGES_NOTHING in answer.text, door
        else:
            tried += 1
            assert answer.status_code == 403, door
            assert CHANGES_NOTHING in answer.text
    assert tried > 20
    for path in ("/security", "/security/proof"):
        assert helper.get(path).status_code == 403, "there is no login whose security it would be"


def test_the_database_would_not_let_it_write(application: Dispatcher, harbor: World) -> None:
    """The second wall: a page that writes while it is read is refused as well."""
    harbor.ada.is_given("25.00")
    month_on = harbor.month_ends()
    statement_id = harbor.issues(harbor.ada, month_on)
    helper = looks_in(application, harbor, "owner")

    answer = helper.get(f"/statements/{shown('statement', statement_id)}/pdf")

    assert "read only" in str(ONLY_READING)
    assert answer.status_code == 403, answer.text
    assert CHANGES_NOTHING in answer.text


def test_a_role_sees_no_more_than_it_may(application: Dispatcher, harbor: World) -> None:
    helper = looks_in(application, harbor, "developer")

    assert helper.get("/payments").status_code == 200
    assert helper.get("/customers").status_code == 403


def test_the_partner_sees_who_looked_and_why(application: Dispatcher, harbor: World) -> None:
    helper = looks_in(application, harbor, "support")
    for path in ("/", "/payments", "/accounts"):
        helper.get(path)
    helper.get("/ledger")
    olive = sign_in_staff(application, harbor, "read_only")

    said = olive.get("/team/support").text

    for words in ("Priya Raman", "Statement does not open", "SUP-1042", "Looking now"):
        assert words in said
    assert re.search(r'data-label="Pages">3<', said)
    assert "Priya Raman" in olive.get("/team/support?standing=looking&q=sup-1042").text
    assert "No such support accesses" in olive.get("/team/support?standing=over").text
    file = olive.post("/team/support/exports", {"form": "csv"}, form_at="/team/support").text
    assert file.splitlines()[0] == "Who and why,Status,As,From,To,Pages"
    assert "Priya Raman,Looking now,Support," in file
    assert "is looking at this console" in olive.get("/").text
    (denied,) = records(harbor, "access.denied")
    assert (denied.actor_kind, denied.actor_label) == ("operator", "Priya Raman")
    assert denied.on_behalf_of_label == "Support (support access)"
    assert {row.actor_kind for row in records(harbor, "support.started")} == {"operator"}


def test_the_owner_ends_it_at_any_time(application: Dispatcher, harbor: World) -> None:
    helper = looks_in(application, harbor)
    olive = sign_in_staff(application, harbor, "owner")
    assert helper.get("/payments").status_code == 200
    found = re.search(
        r'action="(/team/support/supp_[0-9a-f]{32}/removal)"', olive.get("/team/support").text
    )
    assert found

    assert olive.post(found[1], form_at="/team/support").status_code == 303

    assert helper.get("/payments").status_code == 303, "to sign in, like any stranger"
    assert "Ended by Owner" in olive.get("/team/support").text
    never = f"/team/support/{shown('support', new_id(harbor.now))}/removal"
    assert olive.post(never, form_at="/team/support").status_code == 404


def test_whoever_looks_ends_it_too(application: Dispatcher, harbor: World) -> None:
    helper = looks_in(application, harbor)

    assert "is over" in helper.post("/support-access/end", form_at="/payments").text

    assert helper.get("/payments").status_code == 303
    (ended,) = records(harbor, "support.ended")
    assert ended.details == {"pages_seen": 1}


def test_it_is_over_after_half_an_hour(application: Dispatcher, harbor: World) -> None:
    began = wall_now()
    with travel(began, tick=False):
        helper = looks_in(application, harbor)
    with travel(began + SUPPORT_LASTS - timedelta(seconds=1), tick=False):
        assert "1 min left" in helper.get("/payments").text
    with travel(began + SUPPORT_LASTS, tick=False):
        assert helper.get("/payments").status_code == 303


def test_a_link_waits_five_minutes(application: Dispatcher, harbor: World) -> None:
    link = is_helped(harbor).link
    visitor = Visitor(application, harbor.hosts["console"])
    with travel(wall_now() + SUPPORT_LINK_LASTS + timedelta(seconds=1), tick=False):
        assert visitor.get(f"/support-access/{link}").status_code == 410


def test_it_is_nothing_on_another_partners_host(application: Dispatcher, harbor: World) -> None:
    link = is_helped(harbor).link
    other = Visitor(application, harbor.juniper.hosts["console"])
    assert other.get(f"/support-access/{link}").status_code == 410
    helper = looks_in(application, harbor)
    token = helper.client.get_cookie("__Host-support", helper.host)
    assert token
    for host in (other.host, harbor.hosts["portal"], harbor.hosts["oversight"]):
        thief = Visitor(application, host)
        thief.client.set_cookie("__Host-support", token.value, domain=host, secure=True)
        assert thief.get("/").status_code == 303
