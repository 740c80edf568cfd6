"""What an entry is, when it counts and whether a customer can have it, without a database."""

from datetime import UTC, date, datetime

import pytest

from app.banking.payments.intake_rules import (
    Kind,
    can_match,
    kind_of,
    return_by,
    sender_routing,
    suspense_of,
    timing,
    words,
)
from app.banking.payments.receipts import tidy_name
from app.rails.nacha.read import read
from tests.outside_data import PROJECT

MONDAY_NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
LATE_SUNDAY = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)  # Sunday evening in New York


@pytest.mark.parametrize(
    ("now", "asked_on", "settles_on", "waits"),
    [
        (MONDAY_NOON, date(2026, 3, 2), date(2026, 3, 2), False),
        (MONDAY_NOON, None, date(2026, 3, 2), False),
        (MONDAY_NOON, date(2018, 6, 15), date(2026, 3, 2), False),
        (MONDAY_NOON, date(2026, 3, 3), date(2026, 3, 3), True),
        (MONDAY_NOON, date(2026, 3, 7), date(2026, 3, 9), True),
        (SATURDAY, date(2026, 3, 6), date(2026, 3, 9), False),
        (SATURDAY, date(2026, 3, 9), date(2026, 3, 9), True),
        (LATE_SUNDAY, date(2026, 3, 9), date(2026, 3, 9), True),
        (datetime(2026, 7, 3, 17, 0, tzinfo=UTC), None, date(2026, 7, 3), False),
        (datetime(2026, 12, 25, 17, 0, tzinfo=UTC), None, date(2026, 12, 28), False),
    ],
)
def test_an_entry_counts_from_its_day_on(
    now: datetime, asked_on: date | None, settles_on: date, *, waits: bool
) -> None:
    found = timing(asked_on, now)

    assert found.settles_on == settles_on
    assert (found.due_at > now) == waits


def test_a_days_opening_moves_with_daylight_saving() -> None:
    assert timing(date(2026, 3, 6), MONDAY_NOON).due_at.astimezone(UTC).hour == 13
    assert timing(date(2026, 3, 10), MONDAY_NOON).due_at.astimezone(UTC).hour == 12


@pytest.mark.parametrize(
    ("kind", "code", "sec_code", "is_owned", "return_code"),
    [
        ("credit", "22", "PPD", True, None),
        ("credit", "32", "CCD", True, None),
        ("credit", "22", "WEB", True, None),
        ("credit", "22", "PPD", False, "R03"),
        ("credit", "42", "CCD", True, "R20"),
        ("credit", "52", "PPD", False, "R20"),
        ("credit", "22", "IAT", True, "R81"),
        ("debit", "27", "PPD", True, "R20"),
        ("debit", "37", "TEL", False, "R20"),
    ],
)
def test_only_a_live_credit_to_an_account_of_ours_is_a_customers(
    kind: str, code: str, sec_code: str, return_code: str | None, *, is_owned: bool
) -> None:
    found = suspense_of(kind, code, sec_code, is_owned=is_owned)

    assert (found.code if found else None) == return_code
    assert found is None or found.reason


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("ppd-credit", [Kind.CREDIT]),
        ("ppd-mixed", [Kind.CREDIT, Kind.DEBIT]),
        ("ppd-prenote", [Kind.PRENOTE, Kind.PRENOTE]),
        ("ccd-zero-remittance", [Kind.OTHER]),
        ("cor-addenda-98", [Kind.NOC]),
        ("cor-refused", [Kind.NOC]),
        ("return-addenda-99", [Kind.RETURN]),
        ("return-dishonored", [Kind.RETURN]),
        ("iat-return", [Kind.RETURN]),
        ("iat-change", [Kind.NOC]),
        ("adv", [Kind.OTHER, Kind.OTHER]),
        ("odd-amount-zero", [Kind.OTHER]),
    ],
)
def test_an_entry_is_what_its_records_say(name: str, kinds: list[Kind]) -> None:
    reading = read((PROJECT / "tests" / "corpus" / "ach" / f"{name}.ach").read_bytes())

    found = [kind_of(entry, batch) for batch in reading.batches for entry in batch.entries]
    assert found == kinds


def test_a_return_is_due_two_banking_days_after_settlement() -> None:
    assert return_by(date(2026, 3, 5)) == date(2026, 3, 9)


def test_disputes_about_returns_match_no_payment() -> None:
    assert [code for code in ("R01", "R29", "R68", "R73", "", "X99") if can_match(code)] == [
        "R01",
        "R29",
    ]


def test_a_trace_number_names_the_bank_that_sent() -> None:
    assert sender_routing("231380100000001") == "231380104"
    assert sender_routing("") == sender_routing("ABCDEFGH0000001") == ""


def test_words_for_the_owner_are_never_empty() -> None:
    assert words("Quarry  Works", " PAYROLL") == "Quarry Works PAYROLL"
    assert words("", "") == "ACH credit"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\bank\\in.ach", "in.ach"),
        ("/bank/x/../in.ach", "in.ach"),
        ("in\n\x00.ach", "in.ach"),
        ("///", "unnamed"),
        ("a" * 500, "a" * 120),
    ],
)
def test_a_files_name_is_its_own_and_printable(given: str, kept: str) -> None:
    assert tidy_name(given) == kept
