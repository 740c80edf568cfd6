"""Days and months of the demo's story."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.rails.calendars import is_banking_day, previous_banking_day

ONE_DAY = timedelta(days=1)


def months_before(day: date, count: int) -> date:
    month = day.replace(day=1)
    for _ in range(count):
        month = (month - ONE_DAY).replace(day=1)
    return month


def months_from(first: date, last: date) -> Iterator[date]:
    month = first
    while month <= last:
        yield month
        month = (last_day(month) + ONE_DAY).replace(day=1)


def banking_days(first: date, last: date) -> list[date]:
    span = (first + offset * ONE_DAY for offset in range((last - first).days + 1))
    return [day for day in span if is_banking_day(day)]


def last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - ONE_DAY


def month_end(month: date) -> date:
    last = last_day(month)
    return last if is_banking_day(last) else previous_banking_day(last)
