"""Limits and fees change by two people, as dated rows, below what the bank allows."""

from datetime import date, timedelta

import pytest

from app.banking.approvals.queries import approval_detail
from app.banking.decisions.actions.decide import Outcome
from app.banking.products.actions.change_limit import change_limit
from app.banking.products.actions.propose_fee import propose_fee
from app.banking.products.actions.propose_limit import propose_limit
from app.banking.products.changing import FeeChange, LimitChange
from app.banking.products.queries import product_fee, program_limits
from app.kernel.actor import Actor
from app.kernel.errors import DomainError, Refused
from app.kernel.ids import ApprovalId
from app.kernel.money import Money, parse_amount
from app.storage.session import partner_work
from tests.approval_verbs import decides, joins, request
from tests.world import World

TOMORROW, LATER = date(2026, 3, 3), date(2026, 4, 15)


@pytest.fixture
def maker(harbor: World) -> Actor:
    return joins(harbor, "operations")


@pytest.fixture
def checker(harbor: World) -> Actor:
    return joins(harbor, "owner")


def limit(world: World, amount: str, on: date = TOMORROW, *, by: Actor) -> ApprovalId:
    change = LimitChange(world.program_id, "ach", "payment", parse_amount(amount), on)
    with partner_work(world.partner_id) as db:
        return propose_limit(db, change, actor=by, now=world.now)


def fee(world: World, amount: str, on: date = LATER, *, by: Actor) -> ApprovalId:
    change = FeeChange(world.product_id, "ach_outgoing", parse_amount(amount), on)
    with partner_work(world.partner_id) as db:
        return propose_fee(db, change, actor=by, now=world.now)


def limit_on(world: World, day: date) -> Money | None:
    with partner_work(world.partner_id) as db:
        return program_limits(db, world.program_id, rail="ach", day=day).payment


def test_a_limit_is_a_new_row_from_its_day_on(harbor: World, maker: Actor, checker: Actor) -> None:
    asked = limit(harbor, "1000.00", by=maker)
    shown = {c.label: (c.before, c.after) for c in request(harbor, asked).changes}
    assert shown["Most by ACH, one payment"] == ("$2,500.00", "$1,000.00")
    assert limit_on(harbor, TOMORROW) == parse_amount("2500.00")

    assert decides(harbor, asked, by=checker) is Outcome.EXECUTED

    assert limit_on(harbor, TOMORROW - timedelta(days=1)) == parse_amount("2500.00")
    assert limit_on(harbor, TOMORROW) == parse_amount("1000.00")
    harbor.ada.is_given("3000.00")
    harbor.clock.now += timedelta(days=1)
    with pytest.raises(Refused, match=r"\$1,000.00"):
        harbor.ada.sends_ach("1000.01")


def test_the_banks_ceiling_stays(harbor: World, maker: Actor, checker: Actor) -> None:
    with pytest.raises(Refused, match="at most"):
        limit(harbor, "2500.01", by=maker)
    decides(harbor, limit(harbor, "1000.00", by=maker), by=checker)
    decides(harbor, limit(harbor, "2500.00", LATER, by=maker), by=checker)
    assert limit_on(harbor, LATER) == parse_amount("2500.00")
    assert limit_on(harbor, LATER - timedelta(days=1)) == parse_amount("1000.00")


def test_one_person_never_changes_a_limit(harbor: World, checker: Actor) -> None:
    asked = limit(harbor, "1000.00", by=checker)
    with pytest.raises(Refused, match="another person"):
        decides(harbor, asked, by=checker)
    change = LimitChange(harbor.program_id, "ach", "payment", parse_amount("1000.00"), TOMORROW)
    with pytest.raises(Refused, match="not agreed"), partner_work(harbor.partner_id) as db:
        change_limit(db, change, approval_id=asked, actor=checker, now=harbor.now)


@pytest.mark.parametrize("on", [date(2026, 3, 2), date(2026, 3, 1), date(2028, 1, 1)])
def test_it_begins_on_a_day_to_come(harbor: World, maker: Actor, on: date) -> None:
    with pytest.raises(Refused, match="after today"):
        limit(harbor, "1000.00", on, by=maker)


def test_one_whose_day_has_come_is_void(harbor: World, maker: Actor, checker: Actor) -> None:
    asked = limit(harbor, "1000.00", by=maker)
    harbor.clock.now += timedelta(days=1)
    assert decides(harbor, asked, by=checker) is Outcome.VOID
    assert limit_on(harbor, TOMORROW) == parse_amount("2500.00")


def test_another_change_in_between_voids_the_first(
    harbor: World, maker: Actor, checker: Actor
) -> None:
    first, second = limit(harbor, "1000.00", LATER, by=maker), limit(harbor, "900.00", by=maker)
    decides(harbor, second, by=checker)
    assert decides(harbor, first, by=checker) is Outcome.VOID, "what it was before is not so"


def test_a_fee_rises_after_thirty_days_notice(harbor: World, maker: Actor, checker: Actor) -> None:
    with pytest.raises(Refused, match="30 days before"):
        fee(harbor, "0.50", date(2026, 3, 20), by=maker)
    decides(harbor, fee(harbor, "0.50", by=maker), by=checker)
    with partner_work(harbor.partner_id) as db:
        fees = [
            product_fee(db, harbor.product_id, kind="ach_outgoing", day=day)
            for day in (LATER - timedelta(days=1), LATER)
        ]
    assert fees == [parse_amount("0.25"), parse_amount("0.50")]


def test_a_fee_falls_tomorrow(harbor: World, maker: Actor, checker: Actor) -> None:
    decides(harbor, fee(harbor, "0.10", TOMORROW, by=maker), by=checker)
    harbor.ada.is_given("10.00")
    harbor.clock.now += timedelta(days=1)
    assert str(harbor.payment(harbor.ada.sends_ach("1.00")).fee) == "$0.10"


def test_another_partners_program_is_not_there(harbor: World, maker: Actor) -> None:
    change = LimitChange(
        harbor.juniper.program_id, "ach", "payment", parse_amount("1.00"), TOMORROW
    )
    with pytest.raises(DomainError, match="no such"), partner_work(harbor.partner_id) as db:
        propose_limit(db, change, actor=maker, now=harbor.now)
    with partner_work(harbor.juniper.partner_id) as db, pytest.raises(DomainError):
        approval_detail(db, limit(harbor, "1000.00", by=maker), now=harbor.now)
