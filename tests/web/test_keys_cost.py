"""What signing in costs: questions to the database, and (in a soak) time that tells nothing."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import erfc, sqrt

import pyotp
import pytest
from sqlalchemy import Engine, event

from app.banking.access.actions.sign_in import Credentials, sign_in
from app.banking.access.actions.start_session import Entry
from app.banking.access.passwords import use_cost
from app.kernel.errors import Refused
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.invariants.figures import FIGURES, Told, asked, keep
from tests.web_clients import STAFF_PASSWORD, sign_in_customer, sign_in_staff
from tests.world import World

QUERIES_MAX = 12
PAIRS = 2_000
PREPARING = ("set local", "savepoint", "release", "rollback to")


@contextmanager
def questions() -> Iterator[list[str]]:
    """Every statement that any engine sends, apart from what only narrows a transaction."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lower().startswith(PREPARING):
            sent.append(" ".join(statement.split())[:90])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def told(name: str, sent: list[str], record_property: Told) -> None:
    record_property(FIGURES, f"{name}: sign-in and home ask the database {len(sent)} times")
    listed = "\n".join(sent)
    assert len(sent) < QUERIES_MAX, listed


def test_a_customers_sign_in_and_home_ask_little(
    application: Dispatcher, harbor: World, record_property: Told
) -> None:
    from tests.web_clients import CUSTOMER_PASSWORD

    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    ada.client.delete_cookie("__Host-login", domain=ada.host)
    token = ada.token_of("/sign-in")
    values = {"email": ada.email, "password": CUSTOMER_PASSWORD, "csrf_token": token}
    with questions() as sent:
        answer = ada.client.post("/sign-in", data=values, base_url=f"https://{ada.host}")
        assert answer.status_code == 303
        assert ada.get("/").status_code == 200
    told("portal", sent, record_property)


def test_a_users_sign_in_asks_little(
    application: Dispatcher, harbor: World, record_property: Told
) -> None:
    """Password and code; what the console's home asks belongs to many areas, and is only told."""
    owner = sign_in_staff(application, harbor, "owner")
    owner.client.delete_cookie("__Host-login", domain=owner.host)
    token = owner.token_of("/sign-in")
    values = {"email": owner.email, "password": STAFF_PASSWORD, "csrf_token": token}
    with questions() as first:
        owner.client.post("/sign-in", data=values, base_url=f"https://{owner.host}")
    token = owner.token_of("/sign-in/code")
    code = pyotp.TOTP(owner.secret).at(wall_now() + timedelta(seconds=30))
    given = {"code": code, "csrf_token": token}
    with questions() as second:
        owner.client.post("/sign-in/code", data=given, base_url=f"https://{owner.host}")
    with questions() as home:
        assert owner.get("/").status_code == 200
    asked_each = f"{len(first)}, {len(second)} and {len(home)}"
    line = f"console: password, code and home ask the database {asked_each} times"
    record_property(FIGURES, line)
    assert len(first) + len(second) <= 14, "\n".join(first + second)


@pytest.mark.soak
def test_known_and_unknown_people_take_the_same_time(harbor: World, record_property: Told) -> None:
    """A17: interleaved pairs at the cost of production, three rounds, two of which must agree."""
    ada = sign_in_customer_login(harbor)
    pairs, agreed, figures = asked("SIGN_IN_PAIRS", PAIRS), 0, []
    use_cost("usual")
    try:
        for _ in range(3):
            known, unknown = [], []
            for _ in range(pairs):
                known.append(seconds(lambda: tried(harbor, ada)))
                unknown.append(seconds(lambda: tried(harbor, "nobody@example.com")))
            apart = statistics.median(known) / statistics.median(unknown) - 1
            p = same_distribution(known, unknown)
            figures.append({"medians_apart": round(apart, 4), "p": round(p, 4)})
            agreed += abs(apart) < 0.05 and p > 0.01
    finally:
        use_cost("light")
    keep("sign-in timing", {"pairs": pairs, "rounds": figures})
    record_property(FIGURES, f"sign-in timing: {pairs:,} pairs a round, {figures}")
    assert agreed >= 2


def sign_in_customer_login(harbor: World) -> str:
    from app.banking.access.actions.enrol_customer import enrol_customer
    from app.kernel.actor import OPERATOR
    from tests.web_clients import CUSTOMER_PASSWORD

    use_cost("usual")
    with partner_work(harbor.partner_id) as db:
        enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=("ada@example.com", harbor.ada.name),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    return "ada@example.com"


def tried(harbor: World, email: str) -> None:
    credentials = Credentials("customer", email, "a wrong password")
    with pytest.raises(Refused), partner_work(harbor.partner_id) as db:
        sign_in(db, credentials, entry=Entry(), wall=wall_now())


def seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def same_distribution(some: list[float], others: list[float]) -> float:
    """The two-sided p of Mann and Whitney, by the normal approximation."""
    ranked = sorted([(each, 0) for each in some] + [(each, 1) for each in others])
    n, m = len(some), len(others)
    ranks = sum(rank for rank, (_, which) in enumerate(ranked, start=1) if which == 0)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)
    return erfc(abs(z) / sqrt(2))
