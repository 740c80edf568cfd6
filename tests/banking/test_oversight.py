"""What the bank's own database role lets its officers count, and whose."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.banking.oversight.queries import (
    PaymentCount,
    latest_applications,
    partner_detail,
    payment_counts,
    program_cash,
)
from app.banking.oversight.traffic import traffic_by_day
from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.storage.session import bank_reading
from tests.intake_verbs import credit
from tests.world import World


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def counted(world: World, partner_id: UUID | None = None) -> list[PaymentCount]:
    with bank_reading(world.bank_id) as db:
        return payment_counts(db, since=world.now - timedelta(days=30), partner_id=partner_id)


@pytest.fixture
def cedar(harbor: World) -> World:
    """Traffic at both of Cedar's brands, and some at the other bank's."""
    harbor.takes_in(credit(harbor.ada, "$100.00"), credit(harbor.juniper.ada, "$60.00"))
    harbor.ada.sends_to(harbor.grace, "10.00")
    harbor.ada.sends_to(harbor.grace, "2.00")
    harbor.ada.sends_ach("5.00")
    harbor.tally.ada.is_given("900.00")
    harbor.tally.ada.sends_to(harbor.tally.grace, "77.00")
    return harbor


def test_payments_are_counted_by_rail_and_state(cedar: World) -> None:
    assert counted(cedar) == [
        PaymentCount("ach", "incoming", "settled", 2, usd(160_00)),
        PaymentCount("ach", "outgoing", "approved", 1, usd(5_00)),
        PaymentCount("book", "outgoing", "settled", 2, usd(12_00)),
    ]


def test_one_partners_payments_are_its_own(cedar: World) -> None:
    assert counted(cedar, cedar.juniper.partner_id) == [
        PaymentCount("ach", "incoming", "settled", 1, usd(60_00))
    ]
    assert counted(cedar, cedar.tally.partner_id) == []


def test_old_payments_are_left_out(cedar: World) -> None:
    cedar.wait(days=31)
    assert counted(cedar) == []


def test_programs_show_what_is_owed_and_held_now(cedar: World) -> None:
    with bank_reading(cedar.bank_id) as db:
        found = {line.partner_name: line for line in program_cash(db)}

    assert set(found) == {"Harbor", "Juniper"}
    assert (found["Harbor"].owed, found["Harbor"].cash) == (usd(100_00), usd(100_00))
    assert found["Harbor"].customers == 2
    assert found["Juniper"].state == "not_closed"


def test_applications_are_of_the_banks_own_partners(cedar: World) -> None:
    with bank_reading(cedar.bank_id) as db:
        assert {line.partner_name for line in latest_applications(db)} == {"Harbor", "Juniper"}
        assert latest_applications(db, partner_id=cedar.tally.partner_id) == []


@pytest.mark.parametrize("whose", ["another bank's", "the house's own", "nobody's"])
def test_a_partner_that_is_not_the_banks_is_not_found(cedar: World, whose: str) -> None:
    partner_id = {
        "another bank's": cedar.tally.partner_id,
        "the house's own": cedar.house_id,
        "nobody's": UUID(int=7),
    }[whose]
    with bank_reading(cedar.bank_id) as db, pytest.raises(NotFound):
        partner_detail(db, partner_id)


@pytest.mark.parametrize("table", ["program_day", "payment", "customer", "entry"])
def test_the_banks_role_cannot_write_into_a_partners_books(cedar: World, table: str) -> None:
    with bank_reading(cedar.bank_id) as db, pytest.raises(ProgrammingError, match="permission"):
        db.execute(text(f"update {table} set partner_id = partner_id"))


def test_each_day_of_the_bank_is_counted_with_what_came_back(cedar: World) -> None:
    today = eastern_day(cedar.now)
    with bank_reading(cedar.bank_id) as db:
        both = traffic_by_day(db, first=today - timedelta(days=2), last=today)
        one = traffic_by_day(db, first=today, last=today, partner_id=cedar.juniper.partner_id)

    assert [day.payments for day in both] == [0, 0, 5]
    assert [(day.on, day.payments, day.returned) for day in one] == [(today, 1, 0)]
