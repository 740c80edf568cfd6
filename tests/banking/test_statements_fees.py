"""The monthly fee: once a month, never more than is there, and told on the statement."""

from datetime import date

import pytest

from app.banking.ledger.actions.freeze import freeze
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.queries import balance_of, chart
from app.banking.statements.content import FeeTotal
from app.kernel.actor import OPERATOR
from app.kernel.errors import Refused
from app.kernel.money import Money, parse_amount
from app.storage.session import partner_work
from tests.world import World

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def usd(text: str) -> Money:
    return parse_amount(text)


def test_the_fee_is_charged_on_the_last_day_and_stated(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00", "Payroll")
    harbor.month_ends()
    harbor.month_ends()

    harbor.charges_fee(ada, APRIL)
    april = harbor.stated(ada, APRIL)

    (fee,) = april.lines
    assert (fee.effective_on, fee.kind, fee.debit) == (date(2026, 4, 30), "Fee", usd("3.00"))
    assert april.closing == usd("97.00")
    assert april.fees == (FeeTotal("Monthly fee", 1, usd("3.00")),)
    with partner_work(harbor.partner_id) as db:
        income = chart(db, harbor.program_id)["fee_income"]
        assert balance_of(db, income).current == usd("3.00")


def test_asking_twice_charges_once(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    harbor.books(ada, "4.00")
    harbor.month_ends()

    first = harbor.charges_fee(ada, APRIL)
    again = harbor.charges_fee(ada, APRIL)

    assert again == first is not None
    assert ada.balance.current == usd("1.00")


def test_the_fee_takes_at_most_what_is_available(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    harbor.books(ada, "10.00")
    with partner_work(harbor.partner_id) as db:
        place_hold(
            db,
            HoldOrder(
                ledger_account_id=ada.ledger_account_id,
                amount=usd("8.75"),
                reason="A payment on its way",
                subject=("account", ada.account_id),
                key="held",
            ),
            now=harbor.now,
        )
    harbor.month_ends()

    harbor.charges_fee(ada, APRIL)

    assert ada.balance.current == usd("8.75")
    assert ada.balance.available.minor == 0


def test_money_of_the_next_month_pays_no_fee_of_the_last(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    harbor.month_ends()
    harbor.books(ada, "10.00")

    assert harbor.charges_fee(ada, APRIL) is None
    assert harbor.stated(ada, APRIL).closing.minor == 0


def test_an_empty_account_is_charged_nothing(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    harbor.month_ends()
    assert harbor.charges_fee(ada, APRIL) is None


def test_the_month_of_opening_is_free(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "10.00")
    harbor.month_ends()
    assert harbor.charges_fee(ada, MARCH) is None


def test_a_frozen_account_keeps_its_money(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    harbor.books(ada, "10.00")
    with partner_work(harbor.partner_id) as db:
        freeze(
            db,
            ledger_account_id=ada.ledger_account_id,
            outgoing=True,
            incoming=False,
            actor=OPERATOR,
            now=harbor.now,
        )
    harbor.month_ends()

    assert harbor.charges_fee(ada, APRIL) is None
    assert ada.balance.current == usd("10.00")


def test_no_fee_once_the_statement_is_out(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    harbor.books(ada, "10.00")
    harbor.month_ends()
    harbor.issues(ada, APRIL)
    assert harbor.charges_fee(ada, APRIL) is None


def test_a_month_that_is_not_over_is_not_charged(harbor: World) -> None:
    ada = harbor.ada
    harbor.month_ends()
    with pytest.raises(Refused, match="not over"):
        harbor.charges_fee(ada, APRIL)


def test_fees_are_totalled_for_the_year_to_date(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00")
    harbor.month_ends()
    for month_on in (APRIL, MAY):
        harbor.month_ends()
        harbor.charges_fee(ada, month_on)

    may = harbor.stated(ada, MAY)

    assert may.fees_total == usd("3.00")
    assert may.fees_this_year == usd("6.00")


def test_a_new_year_counts_fees_from_nothing(harbor: World) -> None:
    ada = harbor.ada
    harbor.books(ada, "100.00")
    harbor.month_ends()
    for _ in range(9):
        month_on = harbor.month_ends()
        harbor.charges_fee(ada, month_on)
    january = harbor.month_ends()
    harbor.charges_fee(ada, january)

    assert harbor.stated(ada, date(2026, 12, 1)).fees_this_year == usd("27.00")
    assert harbor.stated(ada, january).fees_this_year == usd("3.00")
