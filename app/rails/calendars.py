"""When the Reserve Banks work: banking days, ACH windows and limits, in US Eastern time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from app.kernel.money import Money
from app.rails.dated import Dated, in_force

EASTERN = ZoneInfo("America/New_York")
LOOKAHEAD_DAYS_MAX = 14  # the longest run without a banking day is four
BANKING_DAYS_MAX = 1_000
SATURDAY = 5
ONE_DAY = timedelta(days=1)

WindowKind = Literal["same_day_1", "same_day_2", "same_day_3", "next_day"]

_SCHEDULE = "FedACH processing schedule, published by the Federal Reserve Banks"
_SAME_DAY_RULE = "Nacha operating rules, same day ACH dollar limit"


@dataclass(frozen=True, slots=True)
class WindowHours:
    """A transmission window: until when a file may arrive, and when it settles, Eastern time."""

    kind: WindowKind
    deadline: time
    settles: time
    deadline_days_later: int = 0
    settles_banking_days_later: int = 0


SAME_DAY_1 = WindowHours("same_day_1", time(10, 30), time(13))
SAME_DAY_2 = WindowHours("same_day_2", time(14, 45), time(17))
SAME_DAY_3 = WindowHours("same_day_3", time(16, 45), time(18))
NEXT_DAY = WindowHours("next_day", time(2, 15), time(8, 30), 1, 1)

ACH_WINDOWS: tuple[Dated[WindowHours], ...] = (
    Dated(SAME_DAY_1, date(2016, 9, 23), None, _SCHEDULE),
    Dated(SAME_DAY_2, date(2016, 9, 23), None, _SCHEDULE),
    Dated(SAME_DAY_3, date(2021, 3, 19), None, _SCHEDULE),
    Dated(NEXT_DAY, date(2013, 1, 1), None, _SCHEDULE),
)
SAME_DAY_LIMITS: tuple[Dated[Money], ...] = (
    Dated(Money(25_000_00, "USD"), date(2016, 9, 23), date(2020, 3, 19), _SAME_DAY_RULE),
    Dated(Money(100_000_00, "USD"), date(2020, 3, 20), date(2022, 3, 17), _SAME_DAY_RULE),
    Dated(Money(1_000_000_00, "USD"), date(2022, 3, 18), date(2027, 9, 16), _SAME_DAY_RULE),
    Dated(Money(10_000_000_00, "USD"), date(2027, 9, 17), None, _SAME_DAY_RULE),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The next chance to send: the last moment (UTC), and the day and moment it settles."""

    deadline_at: datetime
    settles_at: datetime
    settles_on: date
    kind: WindowKind


def is_banking_day(day: date) -> bool:
    """Whether the Reserve Banks are open; a holiday on a Saturday closes no other day."""
    return day.weekday() < SATURDAY and day not in _closed_days(day.year)


@cache
def _closed_days(year: int) -> frozenset[date]:
    return frozenset(holidays.financial_holidays("FED", years=year))


def next_banking_day(day: date, n: int = 1) -> date:
    """The nth banking day after a day, which itself need not be one; n=0 rolls forward to one."""
    if not 0 <= n <= BANKING_DAYS_MAX:
        raise ValueError(f"n is between 0 and {BANKING_DAYS_MAX}, not {n}")
    reached = day if n else _on_or_after(day)
    for _ in range(n):
        reached = _on_or_after(reached + ONE_DAY)
    return reached


def _on_or_after(day: date) -> date:
    for offset in range(LOOKAHEAD_DAYS_MAX):
        if is_banking_day(candidate := day + offset * ONE_DAY):
            return candidate
    raise LookupError(f"no banking day follows {day}")


def previous_banking_day(day: date) -> date:
    """The last banking day before a day."""
    for offset in range(1, LOOKAHEAD_DAYS_MAX):
        if is_banking_day(candidate := day - offset * ONE_DAY):
            return candidate
    raise LookupError(f"no banking day precedes {day}")


def banking_days_after(day: date, count: int) -> tuple[date, ...]:
    """The next `count` banking days after a day, in order."""
    days = [day]
    for _ in range(min(count, BANKING_DAYS_MAX)):
        days.append(next_banking_day(days[-1]))
    return tuple(days[1:])


def banking_days_between(day: date, later: date) -> int:
    """How many banking days lie after `day`, up to and including `later`; 0 when none do."""
    counted, reached = 0, day
    while counted < BANKING_DAYS_MAX and (reached := next_banking_day(reached)) <= later:
        counted += 1
    return counted


def eastern_day(now: datetime) -> date:
    """The calendar day in Eastern time at a moment; `now` must know its zone."""
    return _aware(now).astimezone(EASTERN).date()


def next_window(now: datetime, *, same_day: bool = True) -> Window:
    """The window that closes soonest after `now`; a file must be in before the deadline's minute.

    `same_day=False` leaves the same-day windows out. Deadlines are Eastern wall-clock times, so
    their UTC moment moves with daylight saving.
    """
    moment = _aware(now)
    candidates = [window for window in _windows_near(moment) if window.deadline_at > moment]
    if not same_day:
        candidates = [window for window in candidates if window.kind == "next_day"]
    return min(candidates, key=lambda window: window.deadline_at)


def windows_after(now: datetime, count: int) -> tuple[Window, ...]:
    """The next windows, the one that closes soonest first."""
    moment = _aware(now)
    open_still = [window for window in _windows_near(moment) if window.deadline_at > moment]
    return tuple(sorted(open_still, key=lambda window: window.deadline_at)[:count])


def _windows_near(moment: datetime) -> list[Window]:
    """The windows of the days around a moment; yesterday's next-day window may still be open."""
    today = eastern_day(moment)
    days = (today + offset * ONE_DAY for offset in range(-1, LOOKAHEAD_DAYS_MAX))
    return [
        _window(row.value, day)
        for day in days
        if is_banking_day(day)
        for row in ACH_WINDOWS
        if row.is_in_force(day)
    ]


def _window(hours: WindowHours, day: date) -> Window:
    settles_on = next_banking_day(day, hours.settles_banking_days_later)
    closes_on = day + hours.deadline_days_later * ONE_DAY
    deadline_at = _eastern_moment(closes_on, hours.deadline)
    return Window(deadline_at, _eastern_moment(settles_on, hours.settles), settles_on, hours.kind)


def _eastern_moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=EASTERN).astimezone(UTC)


def _aware(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return now


def settlement_day(effective_entry_on: date | None, received_on: date) -> date:
    """The day an entry settles: as asked, never before it came, and on a banking day.

    A missing or past effective entry date settles at the next opportunity, as the operators do.
    """
    return next_banking_day(max(effective_entry_on or received_on, received_on), 0)


def settlement_julian(day: date) -> str:
    """The day as an operator stamps it into a batch header: its number in the year."""
    return f"{day:%j}"


def same_day_limit(day: date) -> Money:
    """The most one same-day entry may carry on a day; LookupError before same-day ACH began."""
    return in_force(SAME_DAY_LIMITS, day)
