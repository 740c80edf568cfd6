"""Which days a statement covers, when it may be issued, and how its lines add up."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.banking.statements.content import StatementLine
from app.kernel.errors import Refused
from app.kernel.money import Money
from app.rails.calendars import eastern_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days a statement speaks for, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def month_of(day: date) -> date:
    """A month is named by its first day."""
    return day.replace(day=1)


def last_day(month_on: date) -> date:
    return month_on.replace(day=monthrange(month_on.year, month_on.month)[1])


def month_after(month_on: date) -> date:
    return last_day(month_on) + ONE_DAY


def whole_month(month_on: date) -> Period:
    return Period(month_on, last_day(month_on))


def period_of(month_on: date, *, opened_on: date, closed_on: date | None) -> Period:
    """The month, cut to the days on which the account was open."""
    return Period(
        max(month_on, opened_on), min(last_day(month_on), closed_on or last_day(month_on))
    )


def check_month(month_on: date, *, opened_on: date, closed_on: date | None, now: datetime) -> None:
    """Refuse a month that is not over, and one the account did not live in."""
    if month_on != month_of(month_on):
        raise Refused("month_invalid", "A statement is for a month, named by its first day.")
    if eastern_day(now) <= last_day(month_on):
        raise Refused(
            "month_not_over",
            f"{month_on:%B %Y} is not over yet.",
            next_step="Statements are issued once the month has ended.",
        )
    if not month_of(opened_on) <= month_on <= month_of(closed_on or date.max):
        raise Refused("account_not_open", f"The account was not open in {month_on:%B %Y}.")


def with_running(opening: Money, lines: Iterable[StatementLine]) -> tuple[StatementLine, ...]:
    """The lines, each with the balance after it, starting from the last statement's closing."""
    running, result = opening, []
    for line in lines:
        running += line.signed
        result.append(replace(line, running=running))
    return tuple(result)


def fee_to_charge(fee: Money, *, available: Money, at_month_end: Money) -> Money | None:
    """At most what is there, now and on the day it counts for: a fee never overdraws an account."""
    amount = min(fee, available, at_month_end)
    return amount if amount.minor > 0 else None


def is_fee_due(month_on: date, *, opened_on: date, closed_on: date | None) -> bool:
    """A month counts when the account was open on all its days; the month of opening is free."""
    return opened_on <= month_on and (closed_on is None or closed_on > last_day(month_on))
