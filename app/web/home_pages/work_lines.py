"""Lines of work: what it is, how much of it, since when, and the list it is done in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for

from app.storage.counting import COUNTED_MAX, Counted
from app.web.home_pages.words import left, spoken
from app.web.search_pages.kinds import may_open


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work as a page says it; `values` narrow the list that it leads to.

    `due` names its deadline, `is_urgent` marks it; an event happened, other work waits since.
    """

    one: str
    many: str
    mark: str
    endpoint: str
    values: tuple[tuple[str, str], ...] = ()
    due: str = ""
    is_urgent: bool = False
    is_event: bool = False


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One line of today's work."""

    key: str
    count: str
    words: str
    mark: str
    href: str
    oldest: str
    due: str
    tone: str


def lines_of(
    found: Iterable[Counted], known: dict[str, Work], *, now: datetime
) -> tuple[WorkLine, ...]:
    """What waits, in the order of `known`; what is done, or may not be opened, is no line."""
    counted = {each.kind: each for each in found if each.count}
    return tuple(
        _line(key, work, counted[key], now)
        for key, work in known.items()
        if key in counted and may_open(work.endpoint)
    )


def _line(key: str, work: Work, found: Counted, now: datetime) -> WorkLine:
    is_over = found.due_at is not None and found.due_at < now
    return WorkLine(
        key=key,
        count=f"{COUNTED_MAX:,}+" if found.is_more else f"{found.count:,}",
        words=work.one if found.count == 1 else work.many,
        mark=work.mark,
        href=url_for(work.endpoint, **dict(work.values)),  # type: ignore[arg-type]
        oldest=_since(work, found, now),
        due=_due(work, found, now),
        tone="danger" if is_over else "warning" if work.is_urgent else "",
    )


def _since(work: Work, found: Counted, now: datetime) -> str:
    """Of one its age; of several the age of the oldest."""
    if found.oldest_at is None:
        return ""
    age = spoken(max(now - found.oldest_at, timedelta(0)))
    if work.is_event:
        return f"{age} ago" if found.count == 1 else f"first {age} ago"
    return f"for {age}" if found.count == 1 else f"oldest {age}"


def _due(work: Work, found: Counted, now: datetime) -> str:
    if not work.due or found.due_at is None:
        return ""
    rest = found.due_at - now
    which = f"first {work.due}" if found.count > 1 else work.due
    return f"{which} in {left(rest)}" if rest > timedelta(0) else "overdue"
