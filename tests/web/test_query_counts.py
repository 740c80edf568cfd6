"""How often a page asks the database: few times, and no more often when there is more to show."""

from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
import pytest
from sqlalchemy import Engine, event

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.listing import asking
from app.kernel.actor import OPERATOR
from app.kernel.ids import shown
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import TEAL, WINE, published
from tests.intake_verbs import Order, credit
from tests.talk_verbs import asks, hands_on
from tests.team_verbs import as_user, is_helped, joins
from tests.web_clients import STAFF_PASSWORD, Visitor, sign_in_customer, sign_in_staff
from tests.world import World

STEP_MAX = 12
LIST_MAX = 12
SCOPE = ("set local", "set transaction", "savepoint", "release savepoint")
LISTS = {
    "console": (
        "/",
        "/customers",
        "/applications",
        "/accounts",
        "/payments",
        "/products",
        "/ledger",
        "/ledger/deposits",
        "/ledger/holds",
        "/ledger/adjustments",
        "/approvals",
        "/approvals/requests",
        "/statements",
        "/messages",
        "/assigned",
        "/team",
        "/team/support",
        "/audit",
        "/brand/versions",
        "/search?q=more+people",
    ),
    "oversight": (
        "/",
        "/partners",
        "/partners/applications",
        "/search?q=more+people",
        "/cash",
        "/cash/breaks",
        "/cash/days",
        "/files",
        "/files/entries",
        "/files/returns",
        "/brands",
        "/brands/{partner}",
        "/partners/{partner}/ledger/holds",
        "/partners/{partner}/audit",
        "/team",
        "/checks",
    ),
    "portal": ("/", "/payments", "/statements", "/search?q=more+people"),
}
ROLES = {"console": "owner", "oversight": "oversight_officer"}


@contextmanager
def asked() -> Iterator[list[str]]:
    """Statements that read or write; setting the scope of a transaction is no question."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.lower().startswith(SCOPE):
            said.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def told(said: list[str]) -> str:
    return "\n".join(f"{number}. {each[:150]}" for number, each in enumerate(said, 1))


def come_in(application: Dispatcher, world: World, surface: str) -> Visitor:
    if surface == "portal":
        return sign_in_customer(application, world, world.ada)
    return sign_in_staff(application, world, ROLES[surface])


@pytest.mark.parametrize("surface", ["console", "oversight"])
def test_signing_in_and_home_ask_little(
    application: Dispatcher, harbor: World, surface: str
) -> None:
    secret, owner = (
        pyotp.random_base32(),
        (harbor.partner_id if surface == "console" else harbor.house_id),
    )
    with partner_work(owner) as db:
        order = UserOrder("count@x.example", "Counted", ROLES[surface], STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=harbor.now)
    visitor = Visitor(application, harbor.hosts[surface])
    token = visitor.token_of("/sign-in")
    with asked() as password:
        _send(visitor, "/sign-in", token, email="count@x.example", password=STAFF_PASSWORD)
    token = visitor.token_of("/sign-in/code")
    with asked() as code:
        answer = _send(visitor, "/sign-in/code", token, code=pyotp.TOTP(secret).now())
    assert answer == 303
    with asked() as home:
        assert visitor.get("/").status_code == 200
    for step in (password, code, home):
        assert len(step) <= STEP_MAX, told(step)


def test_a_customers_sign_in_and_home_ask_little(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    with asked() as home:
        assert ada.get("/").status_code == 200
    assert len(home) <= STEP_MAX, told(home)


@pytest.mark.parametrize("surface", LISTS)
def test_a_list_asks_as_often_for_many_rows_as_for_few(
    application: Dispatcher, harbor: World, surface: str
) -> None:
    harbor.ada.is_given("400.00")
    visitor = come_in(application, harbor, surface)
    grows(harbor, TEAL)
    few = _counts(visitor, harbor, surface)
    for colour in (WINE, TEAL, WINE):
        grows(harbor, colour)
    many = _counts(visitor, harbor, surface)
    for path, said in many.items():
        assert len(said) <= LIST_MAX, f"{path}\n{told(said)}"
        # Past its first page a list is counted: one question, however many there are.
        assert len(said) <= len(few[path]) + 1, f"{path} asks per row\n{told(said)}"


def grows(world: World, colour: str) -> None:
    """A line more of whatever is listed, and two people."""
    payment_id = world.ada.sends_ach("$3.00")
    for _ in range(2):
        world.becomes_customer("More", "People")
    colleague = joins(world, f"Robin{payment_id.hex}", "operations")
    asks(world.ada, "Where is it?", payment_id)
    hands_on(world, "payment", payment_id, to=as_user(colleague, "Robin", "operations"))
    is_helped(world)
    published(world, colour)
    world.takes_in(credit(world.ada), Order("00000000", name="Nobody Here"))


def _counts(visitor: Visitor, world: World, surface: str) -> dict[str, list[str]]:
    counted = {}
    for named in LISTS[surface]:
        path = named.format(partner=shown("partner", world.partner_id))
        visitor.get(path)
        made = asking._first_listed.cache_info().misses
        with asked() as counted[path]:
            assert visitor.get(path).status_code == 200, path
        assert asking._first_listed.cache_info().misses == made, f"{path} is made anew each time"
    return counted


def _send(visitor: Visitor, path: str, token: str, **values: str) -> int:
    answer = visitor.client.post(
        path, data={"csrf_token": token, **values}, base_url=f"https://{visitor.host}"
    )
    return answer.status_code
