"""Home is today's work: each person sees what waits for them, and for nobody else."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from app.banking.access.queries import users
from app.banking.ledger.queries import EntryLine
from app.banking.listing.asked import read_asked
from app.banking.lists.registry import LISTS
from app.banking.notes.actions.assign import assign
from app.banking.notes.rules import Subject
from app.kernel.actor import OPERATOR
from app.kernel.ids import shown
from app.kernel.money import Money, parse_amount
from app.rails.calendars import next_window
from app.storage.clock import wall_now
from app.storage.counting import Counted
from app.storage.session import partner_work
from app.web.console.home import routes as console
from app.web.dispatch import Dispatcher
from app.web.home_pages.standing import closings
from app.web.home_pages.words import left, spoken
from app.web.home_pages.work_lines import Work
from app.web.list_pages.desk import PLACES
from app.web.oversight.home import routes as bank
from app.web.portal.home.trend import trend_of
from tests.adjustment_verbs import goodwill, proposes
from tests.approval_verbs import joins, sets_rule, terms
from tests.payment_verbs import BOUNCING
from tests.talk_verbs import answers, asks
from tests.web.test_query_counts import asked, told
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

LINE = re.compile(
    r'class="link-row work-line[^"]*" href="([^"]+)">'
    r'.*?work-count">([^<]+)<.*?work-words">([^<]+)<',
    re.DOTALL,
)
ADDRESS_DIFFERS = "512-01-0002"
NOBODY = "Nothing waits for you"
REFERRED = "/applications?status=referred"


def lines(visitor: Visitor) -> dict[str, tuple[str, str]]:
    """What waits, each with how much and where it leads."""
    answer = visitor.get("/")
    assert answer.status_code == 200
    return {words: (count, href) for href, count, words in LINE.findall(answer.text)}


@pytest.fixture
def busy(harbor: World) -> World:
    """Harbor on a day with something in every queue of its own; Juniper with as much."""
    harbor.moves_to(wall_now())
    for world in (harbor, harbor.juniper):
        world.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()
        world.ada.is_given("400.00")
        _bounces(world)
        proposes(world, goodwill(world.ada, "$3.00"))
    return harbor


def _bounces(world: World) -> None:
    payment_id = world.ada.sends_ach("$40.00", to=BOUNCING)
    world.window_closes()
    world.fed_settles()
    world.is_returned(payment_id, "R01")


def test_each_role_of_the_console_sees_its_own_queues(application: Dispatcher, busy: World) -> None:
    returned = {"payment returned this week"}
    adjustments = {"adjustment to approve"}
    applications = {"application to decide"}
    expected = {
        "owner": returned | adjustments | applications,
        "operations": returned,
        "compliance": returned | adjustments | applications,
        "support": returned,
        "developer": set(),
        "read_only": set(),
    }
    for role, queues in expected.items():
        visitor = sign_in_staff(application, busy, role)
        found = lines(visitor)
        assert set(found) == queues, role
        assert (NOBODY in visitor.get("/").text) is (not queues), role
        for count, href in found.values():
            assert count == "1"
            assert visitor.get(href).status_code == 200, href


def test_a_possible_match_stands_by_itself_and_first(
    application: Dispatcher, harbor: World
) -> None:
    harbor.applies("Nia", "Mbeki", tax_id=ADDRESS_DIFFERS).is_assessed()
    harbor.applies("Arkady", "Voskresensky").is_assessed()
    found = lines(sign_in_staff(application, harbor, "compliance"))
    match, plain = "application with a possible sanctions match", "application to decide"
    assert list(found) == [match, plain]
    assert found[match] == found[plain] == ("1", REFERRED)


def test_messages_and_what_is_assigned_lead_to_where_they_are_done(
    application: Dispatcher, harbor: World
) -> None:
    harbor.moves_to(wall_now())
    support = sign_in_staff(application, harbor, "support")
    asks(harbor.ada, "Where is my money?")
    with partner_work(harbor.partner_id) as db:
        own = next(user for user in users(db) if user.email == support.email)
        about = Subject("customer", harbor.ada.customer_id)
        assign(db, about=about, login_id=own.id, actor=OPERATOR, now=harbor.now)
    found = lines(support)
    waiting = ("1", "/messages?status=waiting&amp;sort=since")
    assert found["customer waiting for an answer"] == waiting
    assert found["thing assigned to you"] == ("1", f"/assigned?person={shown('login', own.id)}")
    assert "thing assigned to you" not in lines(sign_in_staff(application, harbor, "support"))
    ada = sign_in_customer(application, harbor, harbor.ada)
    assert "new message" not in ada.get("/").text
    answers(harbor.ada, "It is on its way.")
    assert "1 new message" in ada.get("/").text


def test_what_waits_for_a_second_person_waits_for_those_who_may_decide(
    application: Dispatcher, harbor: World
) -> None:
    harbor.moves_to(wall_now())
    sets_rule(harbor, terms(amount_from="500.00"), by=joins(harbor, "owner"))
    harbor.ada.is_given("2000.00")
    support = sign_in_staff(application, harbor, "support")
    compliance = sign_in_staff(application, harbor, "compliance")
    harbor.ada.sends_ach("700.00")
    found = lines(compliance)["request for your yes or no"]
    assert found == ("1", "/approvals")
    assert "expires in" in compliance.get("/").text
    assert "request for your yes or no" not in lines(support)


def test_cut_offs_say_what_is_left_and_what_waits() -> None:
    monday = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 10:00 in New York
    at = next_window(monday).deadline_at
    first, second, _third = closings([Counted("window", 2, at, None, 12_34)], monday)
    # The first window closes at 10:30, ours a quarter of an hour before.
    assert (first.left, first.seconds, first.is_soon, first.is_same_day) == (
        "15 min",
        900,
        True,
        True,
    )
    assert (first.count, first.amount) == (2, Money(12_34, "USD"))
    assert (second.left, second.count, second.is_soon) == ("4 h 30 min", 0, False)


def test_spans_are_said_as_people_say_them() -> None:
    said = [spoken(timedelta(minutes=each)) for each in (0, 5, 119, 120, 2_879, 2_880)]
    assert said == ["under a minute", "5 min", "119 min", "2 h", "47 h", "2 days"]
    assert left(timedelta(hours=5, minutes=7)) == "5 h 7 min"


def test_an_officer_sees_breaks_and_the_day(application: Dispatcher, harbor: World) -> None:
    harbor.bank_keeps_books()
    harbor.fed_brings(harbor.ada, "100.00")
    harbor.bank_errs("delete from movement")
    harbor.day_ends()
    for role in ("oversight_officer", "bank_operations"):
        officer = sign_in_staff(application, harbor, role)
        count, href = lines(officer)["break to explain"]
        assert (count, href) == ("1", "/cash/breaks")
        assert "Difference" in officer.get("/").text
    for role in ("examiner", "bsa_officer"):
        said = sign_in_staff(application, harbor, role).get("/").text
        assert NOBODY in said
        assert "Difference" in said
    said = sign_in_staff(application, harbor.tally, "oversight_officer").get("/").text
    assert "Not closed yet" in said


def test_a_customers_home_is_balance_first_then_what_needs_them(
    application: Dispatcher, harbor: World
) -> None:
    harbor.moves_to(wall_now())
    harbor.ada.is_given("400.00")
    _bounces(harbor)
    ada = sign_in_customer(application, harbor, harbor.ada, second_factor=False)
    said = ada.get("/").text
    order = ["Available", "Your payment to", "Latest activity", "harder to get into"]
    assert sorted(order, key=said.index) == order


def test_the_line_beside_a_balance_has_its_figures_behind_it() -> None:
    today = date(2026, 8, 14)
    lines = [(today, "12.00"), (today - timedelta(days=9), "4.50")]
    kept = [SimpleNamespace(effective_on=day, running=parse_amount(said)) for day, said in lines]
    trend = trend_of(cast("list[EntryLine]", kept), today)

    assert trend is not None
    assert len(trend.rows) == len(trend.values) == 10
    assert (trend.rows[0][1], trend.rows[-1][1]) == ("$4.50", "$12.00")


def test_a_home_of_many_accounts_asks_no_more(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    ada.get("/")
    with asked() as few:
        ada.get("/")
    for _ in range(4):
        harbor.ada.opens_another_account()
    with asked() as many:
        assert "Your other accounts" in ada.get("/").text
    assert len(many) <= len(few) <= 12, told(many)


@pytest.mark.parametrize(
    ("surface", "kinds"), [("console", console.WORK), ("oversight", bank.WORK)]
)
def test_a_line_leads_to_the_list_narrowed_to_what_it_counts(
    surface: str, kinds: dict[str, Work]
) -> None:
    names = {endpoint: name for name, endpoint in PLACES[surface].items()}
    narrowed = {key: work for key, work in kinds.items() if work.endpoint in names and work.values}
    assert narrowed
    for key, work in narrowed.items():
        values = {name: (value,) for name, value in work.values if name != "sort"}
        assert read_asked(LISTS[names[work.endpoint]], values).given == values, key
