"""When the Reserve Banks work, to the minute, in the weeks when clocks change too."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from app.kernel.money import Money
from app.rails.calendars import (
    ACH_WINDOWS,
    SAME_DAY_LIMITS,
    banking_days_after,
    banking_days_between,
    eastern_day,
    is_banking_day,
    next_banking_day,
    next_window,
    previous_banking_day,
    same_day_limit,
    settlement_day,
    settlement_julian,
)
from tests.outside_data import outside, outside_rows

HOLIDAYS = "frb_holidays_2025_2027.tsv"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_calendar_is_the_federal_reserves() -> None:
    outside("frb-holidays", HOLIDAYS)
    named = [row["reserve_banks_closed_on"] for row in outside_rows("frb-holidays", HOLIDAYS)]
    closed = {date.fromisoformat(text) for text in named if not text.startswith("OPEN")}
    days = (date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365))

    assert len(closed) > 25
    assert {day for day in days if day.weekday() < 5 and not is_banking_day(day)} == closed


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 7, 3), True),  # the Fourth is a Saturday and moves to no other day
        (date(2027, 7, 5), False),  # the Fourth is a Sunday and moves to Monday
        (date(2026, 11, 26), False),
        (date(2026, 11, 27), True),  # shops have a day off, banks do not
        (date(2026, 11, 21), False),
        (date(2021, 12, 31), True),
    ],
)
def test_a_banking_day(day: date, *, is_open: bool) -> None:
    assert is_banking_day(day) == is_open


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 11, 25), 2, date(2026, 11, 30)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_the_nth_banking_day(day: date, n: int, expected: date) -> None:
    assert next_banking_day(day, n) == expected


def test_counting_and_listing_agree() -> None:
    start = date(2026, 11, 24)
    days = banking_days_after(start, 4)

    assert days == (
        date(2026, 11, 25),
        date(2026, 11, 27),
        date(2026, 11, 30),
        date(2026, 12, 1),
    )
    assert banking_days_between(start, days[-1]) == 4
    assert banking_days_between(start, start) == 0
    assert previous_banking_day(date(2026, 11, 27)) == date(2026, 11, 25)


def test_banking_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="between 0 and"):
        next_banking_day(date(2026, 11, 23), -1)


@pytest.mark.parametrize(
    ("now", "kind", "deadline", "settles_on"),
    [
        ("2026-11-23T15:29:59", "same_day_1", "2026-11-23T15:30", date(2026, 11, 23)),
        ("2026-11-23T15:30:00", "same_day_2", "2026-11-23T19:45", date(2026, 11, 23)),
        ("2026-11-23T19:45:00", "same_day_3", "2026-11-23T21:45", date(2026, 11, 23)),
        ("2026-11-23T21:45:00", "next_day", "2026-11-24T07:15", date(2026, 11, 24)),
        ("2026-11-24T07:14:59", "next_day", "2026-11-24T07:15", date(2026, 11, 24)),
        ("2026-11-24T07:15:00", "same_day_1", "2026-11-24T15:30", date(2026, 11, 24)),
        # The evening before Thanksgiving settles on the Friday, a Friday evening on Monday.
        ("2026-11-25T22:00:00", "next_day", "2026-11-26T07:15", date(2026, 11, 27)),
        ("2026-11-26T12:00:00", "same_day_1", "2026-11-27T15:30", date(2026, 11, 27)),
        ("2026-11-27T22:00:00", "next_day", "2026-11-28T07:15", date(2026, 11, 30)),
        ("2026-11-28T12:00:00", "same_day_1", "2026-11-30T15:30", date(2026, 11, 30)),
    ],
)
def test_the_next_window(now: str, kind: str, deadline: str, settles_on: date) -> None:
    window = next_window(utc(now))

    assert (window.kind, window.deadline_at, window.settles_on) == (kind, utc(deadline), settles_on)


@pytest.mark.parametrize(
    ("now", "deadline"),
    [
        ("2026-03-06T12:00", "2026-03-06T15:30"),  # Friday, standard time
        ("2026-03-09T12:00", "2026-03-09T14:30"),  # Monday, daylight saving began on Sunday
        ("2026-10-30T12:00", "2026-10-30T14:30"),
        ("2026-11-02T12:00", "2026-11-02T15:30"),
    ],
)
def test_deadlines_keep_eastern_wall_clock_time(now: str, deadline: str) -> None:
    assert next_window(utc(now)).deadline_at == utc(deadline)


def test_without_same_day_the_night_window_is_next() -> None:
    window = next_window(utc("2026-11-23T15:00"), same_day=False)

    assert (window.kind, window.settles_on) == ("next_day", date(2026, 11, 24))
    assert window.settles_at == utc("2026-11-24T13:30")


def test_the_third_window_is_younger_than_the_others() -> None:
    before = next_window(utc("2021-03-18T19:00"))  # 15:00 in New York, daylight saving

    assert before.kind == "next_day"
    assert next_window(utc("2021-03-19T19:00")).kind == "same_day_3"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        next_window(datetime(2026, 11, 23, 12))  # noqa: DTZ001


def test_a_late_evening_in_utc_is_still_today_in_new_york() -> None:
    assert eastern_day(utc("2026-11-24T04:59")) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("effective", "received", "settles"),
    [
        (date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 23)),
        (None, date(2026, 11, 23), date(2026, 11, 23)),
        (None, date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 11, 26), date(2026, 11, 25), date(2026, 11, 27)),
    ],
)
def test_the_settlement_day(effective: date | None, received: date, settles: date) -> None:
    assert settlement_day(effective, received) == settles


def test_the_operators_stamp_is_the_day_of_the_year() -> None:
    assert settlement_julian(date(2026, 2, 1)) == "032"


@pytest.mark.parametrize(
    ("day", "dollars"),
    [
        (date(2022, 3, 17), 100_000),
        (date(2022, 3, 18), 1_000_000),
        (date(2027, 9, 16), 1_000_000),
        (date(2027, 9, 17), 10_000_000),
    ],
)
def test_the_same_day_limit_by_day(day: date, dollars: int) -> None:
    assert same_day_limit(day) == Money(dollars * 100, "USD")


def test_before_same_day_ach_there_was_no_limit_to_ask_for() -> None:
    with pytest.raises(LookupError):
        same_day_limit(date(2016, 9, 22))


def test_rules_follow_each_other_without_gap_and_name_their_source() -> None:
    for earlier, later in itertools.pairwise(SAME_DAY_LIMITS):
        assert earlier.effective_to is not None
        assert earlier.effective_to + timedelta(days=1) == later.effective_from
    assert all(row.source for row in (*SAME_DAY_LIMITS, *ACH_WINDOWS))
