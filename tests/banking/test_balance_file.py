"""The bank's balance file is read with suspicion: whole, or not at all."""

from datetime import date

import pytest

from app.banking.closing.rules import days_due
from app.banking.reconciliation.rules import day_ends_at, read_balances
from app.kernel.errors import Refused
from app.kernel.money import Money

WHOLE = (
    "bank_account,business_on,balance_minor,currency\n"
    "9044010001,2026-03-02,11000,USD\n"
    "9044020001,2026-03-02,-70,USD\n"
    "CONTROL,2026-03-02,10930,2\n"
)


def test_a_whole_file_is_read() -> None:
    file = read_balances(WHOLE.encode())

    assert file.business_on == date(2026, 3, 2)
    assert [(each.bank_account, each.balance) for each in file.balances] == [
        ("9044010001", Money(110_00, "USD")),
        ("9044020001", Money(-70, "USD")),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("CONTROL,2026-03-02,10930,2\n", ""), "control line is missing"),
        (("10930,2\n", "10930,2"), "control line is missing"),
        (("10930,2", "10930,3"), "counts 3 rows and 2 are there"),
        (("10930,2", "10931,2"), "sums to 10931"),
        (("11000", "11001"), "sums to 10930 and the rows to 10931"),
        (("9044020001", "9044010001"), "in it twice"),
        (("-70,USD", "-70,XXX"), "not a currency"),
        (("11000", "110.00"), "not a whole number"),
        (("11000", "--11000"), "not a whole number"),
        (("9044020001,2026-03-02", "9044020001,2026-03-03"), "another day"),
        (("CONTROL,2026-03-02", "CONTROL,02.03.2026"), "is not a day"),
        (("bank_account,", "account,"), "does not name the four columns"),
        ((",USD\n9044020001", "\n9044020001"), "four fields"),
        (("9044010001", "9044010\N{FULLWIDTH DIGIT ONE}"), "plain text"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(change: tuple[str, str], reason: str) -> None:
    damaged = WHOLE.replace(*change)
    assert damaged != WHOLE

    with pytest.raises(Refused, match=reason):
        read_balances(damaged.encode())


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_no_part_of_a_file_passes_for_a_whole_one(length: int) -> None:
    with pytest.raises(Refused):
        read_balances(WHOLE[:length].encode())


def test_an_empty_day_is_refused() -> None:
    nothing = "bank_account,business_on,balance_minor,currency\nCONTROL,2026-03-02,0,0\n"
    with pytest.raises(Refused, match="no account"):
        read_balances(nothing.encode())


def test_days_fall_due_when_they_end_and_holidays_never_do() -> None:
    thursday = date(2026, 7, 2)
    monday_night = day_ends_at(date(2026, 7, 6))

    # Independence Day is a Saturday in 2026: the Fed works on Friday.
    due = days_due(date(2026, 1, 1), thursday, monday_night)
    assert due == (date(2026, 7, 3), date(2026, 7, 6))


def test_a_new_bank_begins_with_its_first_business_day() -> None:
    saturday = date(2026, 3, 7)
    assert days_due(saturday, None, day_ends_at(date(2026, 3, 9))) == (date(2026, 3, 9),)
    assert days_due(saturday, None, day_ends_at(saturday)) == ()
