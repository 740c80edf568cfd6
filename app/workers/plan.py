"""What is planned for when, in one table: banking time in, moments out; decides nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Literal

from app.banking.payments.rules import cut_off
from app.rails.calendars import EASTERN, eastern_day, is_banking_day, next_window

ONE_DAY = timedelta(days=1)
DAY_CLOSES = time(19)  # after the last settlement and the bank's own end of day
FEES_FALL_DUE = time(4)
STATEMENTS_ISSUE = time(6)
OLD_WORK_GOES = time(3)

Whose = Literal["houses", "brands", "everyone"]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a planned run falls due, and what it is told: days and moments as text."""

    due_at: datetime
    payload: dict[str, str]


Moments = Callable[[datetime, datetime], Iterator[Moment]]


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the plan: what to publish, for whom, when."""

    kind: str
    whose: Whose
    moments: Moments
    """Every moment after the first and up to the second argument, in order."""


def windows(after: datetime, until: datetime) -> Iterator[Moment]:
    """Each ACH window, at the cut-off that leaves time to build and hand over its file."""
    lead = after - cut_off(after)
    window = next_window(after + lead)
    while (due_at := cut_off(window.deadline_at)) <= until:
        yield Moment(due_at, {"window_at": window.deadline_at.isoformat()})
        window = next_window(window.deadline_at)


def banking_days(at: time, after: datetime, until: datetime) -> Iterator[Moment]:
    for due_at, day in _days(at, after, until):
        if is_banking_day(day):
            yield Moment(due_at, {"business_on": day.isoformat()})


def every_day(at: time, after: datetime, until: datetime) -> Iterator[Moment]:
    for due_at, day in _days(at, after, until):
        yield Moment(due_at, {"on": day.isoformat()})


def month_starts(at: time, after: datetime, until: datetime) -> Iterator[Moment]:
    """The first of each month, about the month before."""
    for due_at, day in _days(at, after, until):
        if day.day == 1:
            month_on = (day - ONE_DAY).replace(day=1)
            yield Moment(due_at, {"month_on": month_on.isoformat()})


def _days(at: time, after: datetime, until: datetime) -> Iterator[tuple[datetime, date]]:
    """A time of day in New York, on every day of a span."""
    day = eastern_day(after)
    while (due_at := datetime.combine(day, at, tzinfo=EASTERN)) <= until:
        if due_at > after:
            yield due_at, day
        day += ONE_DAY


PLAN: tuple[Planned, ...] = (
    Planned("retention.sweep", "everyone", partial(every_day, OLD_WORK_GOES)),
    Planned("fees.charge", "brands", partial(month_starts, FEES_FALL_DUE)),
    Planned("statements.issue", "brands", partial(month_starts, STATEMENTS_ISSUE)),
    Planned("ach.window", "houses", windows),
    Planned("day.close", "houses", partial(banking_days, DAY_CLOSES)),
)
