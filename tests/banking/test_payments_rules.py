"""What may be sent, to whom, how much and when, decided without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banking.payments.rules import (
    NEXT,
    Counterparty,
    Status,
    Used,
    advance,
    can_become,
    check_limits,
    closing_window,
    cut_off,
    returnable_until,
    tidy_counterparty,
    tidy_description,
    window_for,
)
from app.banking.products.rules import Limits, Term, limits_on
from app.kernel.errors import Conflict, Refused
from app.kernel.money import Money, zero

MOMENTS = st.integers(0, 60 * 24 * 365 * 7).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
RULE = "Program agreement"


def dollars(amount: int) -> Money:
    return Money(amount * 100, "USD")


LIMITS = Limits(payment=dollars(100), day=dollars(150), month=dollars(1_000))


def sent(day: int, month: int) -> Used:
    return Used(dollars(day), dollars(month))


@pytest.mark.parametrize(
    ("amount", "used"), [(100, sent(0, 0)), (50, sent(100, 100)), (100, sent(0, 900))]
)
def test_reaching_a_limit_is_allowed(amount: int, used: Used) -> None:
    check_limits(dollars(amount), used=used, limits=LIMITS)


@pytest.mark.parametrize(
    ("amount", "used", "code"),
    [
        (101, sent(0, 0), "payment_limit"),
        (51, sent(100, 100), "day_limit"),
        (100, sent(0, 901), "month_limit"),
    ],
)
def test_passing_a_limit_is_refused(amount: int, used: Used, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_limits(dollars(amount), used=used, limits=LIMITS)
    assert refused.value.code == code


def test_a_refusal_says_what_is_left() -> None:
    with pytest.raises(Refused, match=r"\$50.00 is left"):
        check_limits(dollars(60), used=sent(100, 100), limits=LIMITS)


def test_without_a_limit_anything_goes() -> None:
    check_limits(dollars(1_000_000), used=sent(5, 5), limits=Limits())


def test_a_limit_holds_from_its_first_day_to_its_last() -> None:
    old = Term("day", dollars(100), date(2026, 1, 1), date(2026, 6, 30), RULE)
    new = Term("day", dollars(200), date(2026, 7, 1), None, RULE)
    limits = {
        day: limits_on((old, new), day).day
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    }
    assert list(limits.values()) == [None, dollars(100), dollars(100), dollars(200)]


def test_final_states_lead_nowhere() -> None:
    final = set(Status) - set(NEXT)
    assert final == {Status.REJECTED, Status.CANCELED, Status.RETURNED}
    for status in final:
        assert not any(can_become(status, wanted) for wanted in Status)


def test_a_state_is_never_left_backwards() -> None:
    with pytest.raises(Conflict, match="settled"):
        advance("settled", Status.SUBMITTED)


@given(MOMENTS)
def test_every_moment_has_a_window_that_can_still_be_made(now: datetime) -> None:
    window = window_for(dollars(1), now)
    assert now < cut_off(window.deadline_at)
    assert window.settles_at > window.deadline_at


@given(MOMENTS)
def test_a_closing_window_is_past_its_cut_off_and_before_its_deadline(now: datetime) -> None:
    window = closing_window(now)
    if window:
        assert cut_off(window.deadline_at) <= now < window.deadline_at
        assert window_for(dollars(1), now).deadline_at > window.deadline_at


def test_an_amount_over_the_same_day_limit_goes_with_the_next_days_window() -> None:
    now = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert window_for(dollars(1_000_000), now).kind == "same_day_1"
    assert window_for(dollars(1_000_001), now).kind == "next_day"


def test_daylight_saving_moves_the_cut_off_in_utc() -> None:
    winter = window_for(dollars(1), datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
    summer = window_for(dollars(1), datetime(2026, 3, 9, 14, 0, tzinfo=UTC))
    assert (winter.deadline_at.hour, summer.deadline_at.hour) == (15, 14)
    assert winter.deadline_at - cut_off(winter.deadline_at) == timedelta(minutes=15)


def test_a_settled_credit_can_come_back_for_two_banking_days() -> None:
    assert returnable_until(date(2026, 3, 5)) == date(2026, 3, 9)


def test_numbers_are_read_as_people_write_them() -> None:
    tidy = tidy_counterparty(Counterparty("  Ada   Okafor ", "0910 0001 9", "12-34 5678"))
    assert tidy == Counterparty("Ada Okafor", "091000019", "12345678")


@pytest.mark.parametrize(
    ("given_party", "code"),
    [
        (Counterparty("Ada", "091000018", "12345678"), "routing_number_invalid"),
        (Counterparty("Ada", "000000000", "12345678"), "routing_number_invalid"),
        (Counterparty("Ada", "091000019", "123"), "account_number_invalid"),
        (Counterparty("Ada", "091000019", "1" * 18), "account_number_invalid"),
        (Counterparty("Ada", "091000019", "١٢٣٤٥"), "account_number_invalid"),
        (Counterparty("   ", "091000019", "12345678"), "name_missing"),
        (Counterparty("A\x00da", "091000019", "12345678"), "name_invalid"),
        (Counterparty("A" * 61, "091000019", "12345678"), "name_too_long"),
        (Counterparty("Ada", "091000019", "12345678", "loan"), "account_type_invalid"),
    ],
)
def test_a_counterparty_that_cannot_be_right_is_refused(
    given_party: Counterparty, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        tidy_counterparty(given_party)
    assert refused.value.code == code


def test_a_note_fits_one_addenda() -> None:
    assert tidy_description("x" * 80) == "x" * 80
    with pytest.raises(Refused):
        tidy_description("x" * 81)
    with pytest.raises(Refused):
        tidy_description("left\N{RIGHT-TO-LEFT OVERRIDE}right")


def test_nothing_was_used_before_the_first_payment() -> None:
    check_limits(dollars(100), used=Used(zero("USD"), zero("USD")), limits=LIMITS)
