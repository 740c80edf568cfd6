"""Received money lies where the bank's own books have it: every account ties out."""

from datetime import date

import pytest

from app.banking.ledger.actions.freeze import freeze
from app.kernel.actor import OPERATOR
from app.kernel.money import Money
from app.storage.session import partner_work
from tests.intake_verbs import Order, ach_file, credit, next_trace, returned
from tests.payment_verbs import BOUNCING
from tests.world import World

NOBODY = Order("4401999999999", "$70.00")
NOTHING = Money(0, "USD")


@pytest.fixture
def cedar(harbor: World) -> World:
    harbor.bank_keeps_books()
    return harbor


def is_tied_out(world: World, day: date) -> None:
    lines = world.lines_of(day)
    assert len(lines) == 3
    for account, line in lines.items():
        assert line.bank_difference == NOTHING, account
        assert line.ledger_difference == NOTHING, account


def test_whatever_becomes_of_an_entry_its_cash_is_where_the_bank_has_it(cedar: World) -> None:
    june = cedar.juniper.becomes_customer("June", "Marsh")
    again = credit(cedar.ada, "$12.00", trace=next_trace())
    with partner_work(cedar.partner_id) as db:
        freeze(
            db,
            ledger_account_id=cedar.grace.ledger_account_id,
            outgoing=True,
            incoming=True,
            actor=OPERATOR,
            now=cedar.now,
        )
    orders = (
        credit(cedar.ada, "$1,250.00"),
        credit(cedar.grace, "$33.00"),
        credit(june, "$40.00"),
        credit(june, "$5.00", code="27"),
        again,
        again,
        NOBODY,
        Order("12", "$8.00", "37"),
        credit(cedar.ada, "", code="23"),
        returned("021000029999999", "$12.00"),
    )
    cedar.takes_in(*orders)

    is_tied_out(cedar, cedar.day_ends())
    assert set(cedar.breaks()) == {"repeated_entry", "unmatched_return"}
    lines = cedar.lines_of(cedar.today)
    assert lines[cedar.fbo_account].bank == Money(1_295_00, "USD")
    assert lines[cedar.settlement_account].bank == Money(74_00, "USD")


def test_money_that_left_and_came_back_ties_out_every_day(cedar: World) -> None:
    cedar.takes_in(credit(cedar.ada, "$100.00"))
    cedar.ada.sends_ach("$40.00", to=BOUNCING)
    cedar.window_closes()
    cedar.fed_settles()
    is_tied_out(cedar, cedar.day_ends())

    cedar.fed_returns()
    cedar.letter_box_is_emptied()
    is_tied_out(cedar, cedar.day_ends())
    assert cedar.ada.balance.current == Money(99_75, "USD")  # the fee stays


def test_a_weekends_file_ties_out_on_monday(cedar: World) -> None:
    is_tied_out(cedar, cedar.day_ends())
    for _ in range(4):
        cedar.next_day()
        cedar.day_ends()
    cedar.wait(days=1)  # Saturday
    cedar.takes_in(credit(cedar.ada, "$100.00"))
    assert cedar.ada.balance.current == Money(100_00, "USD")
    cedar.wait(days=2)
    is_tied_out(cedar, cedar.day_ends())


def test_a_file_for_a_later_day_ties_out_before_and_on_its_day(cedar: World) -> None:
    content = ach_file([credit(cedar.ada, "$100.00")], world=cedar, asked_on=date(2026, 3, 3))
    cedar.is_brought(content)
    cedar.bank_works()
    is_tied_out(cedar, cedar.day_ends())
    assert cedar.ada.balance.current == NOTHING

    cedar.next_day()
    cedar.bank_works()
    is_tied_out(cedar, cedar.day_ends())
    assert cedar.ada.balance.current == Money(100_00, "USD")
