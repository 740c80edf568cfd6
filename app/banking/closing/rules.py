"""Which business days are over and not yet closed."""

from datetime import date, datetime

from app.banking.reconciliation.rules import day_ends_at
from app.rails.calendars import next_banking_day

DAYS_DUE_MAX = 400


def days_due(first: date, last_closed: date | None, now: datetime) -> tuple[date, ...]:
    """Banking days that ended by `now`, oldest first, after the last one closed.

    `first` is the day the books began; a long gap is closed in several runs.
    """
    day = next_banking_day(last_closed) if last_closed else next_banking_day(first, 0)
    due: list[date] = []
    while day_ends_at(day) <= now and len(due) < DAYS_DUE_MAX:
        due.append(day)
        day = next_banking_day(day)
    return tuple(due)
