"""Before a session ends by itself its owner is told, and puts it off by one press (WCAG 2.2.1)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.banking.access.tables import LoginSessionRow
from app.banking.access.tokens import token_hash
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

EXTENSION = "/security/session/extension"
LEFT = re.compile(r'data-idle="(\d+)" data-last="(\d+)"')
JSON = {"Accept": "application/json"}


def session_of(world: World, visitor: Visitor) -> LoginSessionRow:
    cookie = visitor.client.get_cookie("__Host-login", visitor.host)
    assert cookie
    owner = world.house_id if visitor.host.startswith("oversight") else world.partner_id
    with partner_work(owner) as db:
        hashed = token_hash(cookie.value)
        return db.scalars(select(LoginSessionRow).where(LoginSessionRow.token_hash == hashed)).one()


def sits_idle(world: World, visitor: Visitor, idle: timedelta) -> None:
    """Nothing was heard of the browser for a while."""
    row = session_of(world, visitor)
    with partner_work(row.partner_id) as db:
        mine = update(LoginSessionRow).where(LoginSessionRow.id == row.id)
        db.execute(mine.values(last_seen_at=wall_now() - idle))


@pytest.mark.parametrize(
    ("role", "idle", "last"),
    [("bsa_officer", 15 * 60, 12 * 3600), ("compliance", 3600, 24 * 3600), ("", 1800, 12 * 3600)],
)
def test_every_page_knows_when_its_session_ends(
    application: Dispatcher, harbor: World, role: str, idle: int, last: int
) -> None:
    visitor = (
        sign_in_staff(application, harbor, role)
        if role
        else sign_in_customer(application, harbor, harbor.ada)
    )
    shown = visitor.get("/security").text
    found = LEFT.search(shown)
    assert found
    told = int(found[1]), int(found[2])
    assert told[0] == pytest.approx(idle, abs=60), "as little as the server has noted"
    assert told[1] == pytest.approx(last, abs=60)
    assert "Stay signed in" in shown.partition("<noscript>")[2]
    assert not LEFT.search(Visitor(application, visitor.host).get("/sign-in").text)


def test_one_press_puts_the_idle_end_off_and_never_the_last(
    application: Dispatcher, harbor: World
) -> None:
    owner = sign_in_staff(application, harbor)
    sits_idle(harbor, owner, timedelta(minutes=59))
    before = session_of(harbor, owner)
    answer = owner.post(EXTENSION, form_at="/security", headers=JSON)
    after = session_of(harbor, owner)
    assert answer.get_json()["idle"] == 3600
    assert wall_now() - after.last_seen_at < timedelta(minutes=1)
    assert after.expires_at == before.expires_at
    sits_idle(harbor, owner, timedelta(minutes=61))
    late = owner.client.post(EXTENSION, base_url=f"https://{owner.host}", headers=JSON)
    assert late.status_code in (303, 400), "what has ended is not brought back"
    assert owner.get("/security").status_code == 303


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("https://{host}/payments?status=settled", "/payments?status=settled"),
        ("https://elsewhere.example/payments", "/"),
        ("https://{host}//elsewhere.example", "/"),
        ("", "/"),
    ],
)
def test_without_script_one_comes_back_to_the_page(
    application: Dispatcher, harbor: World, came_from: str, leads_to: str
) -> None:
    owner = sign_in_staff(application, harbor)
    headers = {"Referer": came_from.format(host=owner.host)}
    answer = owner.post(EXTENSION, form_at="/security", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to)


def test_nobody_stays_signed_in_who_is_not(application: Dispatcher, harbor: World) -> None:
    answer = Visitor(application, harbor.hosts["console"]).post(EXTENSION, form_at="/sign-in")
    assert answer.headers["Location"].startswith("/sign-in")
