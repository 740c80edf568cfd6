"""How an account's balance went over the last month, as the small line beside it.

The lines that are read anyway say it: each knows the balance after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.banking.ledger.queries import EntryLine
from app.kernel.dates import short_day_text
from app.kernel.languages import gettext as _
from app.kernel.money import Money

SPAN = timedelta(days=29)
LINES_READ = 40  # of a busier month the line begins later
DAYS_MIN = 7  # a line of fewer says nothing


@dataclass(frozen=True, slots=True)
class Trend:
    """Minor units day by day, the first day, and the same in words and in rows."""

    values: tuple[int, ...]
    first: date
    words: str
    rows: tuple[tuple[date, str], ...]


def trend_of(lines: Sequence[EntryLine], today: date) -> Trend | None:
    """`lines` are the latest, newest first; None where they do not reach back far enough."""
    past = [line for line in lines if line.effective_on <= today]
    if not past:
        return None
    first = max(today - SPAN, past[-1].effective_on)
    if (today - first).days < DAYS_MIN:
        return None
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    ends = [_at_end_of(day, past) for day in days]
    told = zip(days, (each.formatted() for each in ends), strict=True)
    words = _words(first, ends[0], ends[-1])
    return Trend(tuple(each.minor for each in ends), first, words, tuple(told))


def _at_end_of(day: date, lines: Sequence[EntryLine]) -> Money:
    """After the latest line that counts for that day or an earlier one."""
    return next(line.running for line in lines if line.effective_on <= day)


def _words(first: date, begun: Money, ended: Money) -> str:
    return _(
        "From %(first)s on %(day)s to %(last)s today.",
        first=begun.formatted(),
        day=short_day_text(first),
        last=ended.formatted(),
    )
