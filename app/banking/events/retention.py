"""How long what is done with is kept, as dated rules, and what of it is removed.

Work carries ids, letters a sealed address: neither proves anything that the audit trail does not
say. A row is kept as long as somebody may ask why something happened, and no longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.banking.events.tables import OutboxRow


@dataclass(frozen=True, slots=True)
class Kept:
    """From `since` on: days after which done work, and letters that ended, are removed."""

    since: date
    work_days: int
    letter_days: int


RULES = (Kept(since=date(2020, 1, 1), work_days=90, letter_days=180),)
ROWS_MAX = 10_000  # a run; what is left over goes with the next ones


def kept_on(day: date) -> Kept:
    """The rule of a day."""
    return max((rule for rule in RULES if rule.since <= day), key=lambda rule: rule.since)


def work_before(now: datetime) -> datetime:
    return now - timedelta(days=kept_on(now.date()).work_days)


def letters_before(now: datetime) -> datetime:
    return now - timedelta(days=kept_on(now.date()).letter_days)


@dataclass(frozen=True, slots=True)
class Ended:
    """A table whose rows go some days after they ended, and how that is told."""

    row: Any
    ended_at: Any
    before: Callable[[datetime], datetime]
    action: str


DONE_WORK = Ended(OutboxRow, OutboxRow.done_at, work_before, "work.removed")
