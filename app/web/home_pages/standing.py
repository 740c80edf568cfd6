"""How the day stands: windows that close next, and facts of health with what is behind them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from app.banking.ledger.seals import SealLag
from app.banking.payments.rules import cut_off, windows_ahead
from app.kernel.money import Money
from app.rails.calendars import eastern_day, is_banking_day, previous_banking_day
from app.storage.counting import MANY_MAX, Counted
from app.web.home_pages.words import left, spoken
from app.web.search_pages.kinds import may_open

WINDOWS_SHOWN = 3
CURRENCY = "USD"
SOON = timedelta(hours=1)
SEALED_WITHIN = timedelta(minutes=2)
RETURNS_WARN_FROM = 0.15  # the overall level at which Nacha asks questions


@dataclass(frozen=True, slots=True)
class Closing:
    """A window that closes: until when a payment makes it, and what waits for it."""

    cut_off_at: datetime
    day_word: str
    left: str
    seconds: int
    settles_on: date
    is_same_day: bool
    is_soon: bool
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of health: good, to look at, or bad, in a word and not in a colour alone."""

    label: str
    value: str
    note: str
    tone: str
    href: str


def day_said(now: datetime) -> str:
    """Which day it is at the bank, and whether banks work: `Thursday, November 26`."""
    day = eastern_day(now)
    return f"{day:%A, %B %-d}" + ("" if is_banking_day(day) else ", not a banking day")


def day_word(moment: datetime, now: datetime) -> str:
    """`Fri ` before a time of another day; nothing before one of today."""
    day = eastern_day(moment)
    return "" if day == eastern_day(now) else f"{day:%a} "


def closings(found: Iterable[Counted], now: datetime) -> tuple[Closing, ...]:
    """The next windows with time left, and how much of what is approved goes in each."""
    waiting = {each.oldest_at: each for each in found if each.kind == "window"}
    shown = []
    for window in windows_ahead(now, WINDOWS_SHOWN):
        ends_at, held = cut_off(window.deadline_at), waiting.get(window.deadline_at)
        shown.append(
            Closing(
                cut_off_at=ends_at,
                day_word=day_word(ends_at, now),
                left=left(ends_at - now),
                seconds=int((ends_at - now).total_seconds()),
                settles_on=window.settles_on,
                is_same_day=window.kind != "next_day",
                is_soon=ends_at - now < SOON,
                count=held.count if held else 0,
                amount=Money(held.minor if held else 0, CURRENCY),
            )
        )
    return tuple(shown)


def closed(found: Iterable[Counted], now: datetime, endpoint: str) -> Fact:
    """The latest day that was closed; the banking day before today is the least."""
    day = next((each for each in found if each.kind == "closed" and each.count), None)
    href = _href(endpoint)
    if day is None or day.oldest_at is None:
        return Fact("Days closed", "None yet", "Days close at 7:00 pm Eastern", "", href)
    on = day.oldest_at.date()
    is_late = on < previous_banking_day(eastern_day(now))
    note = "A banking day after it is open" if is_late else "Closed and handed to the bank"
    return Fact(
        "Days closed", f"Through {on:%b %-d}", note, "warning" if is_late else "success", href
    )


def checks(found: Iterable[Counted], now: datetime, endpoint: str) -> Fact:
    """Whether the ledger's invariants hold."""
    counted = {each.kind: each for each in found}
    red, warned, looked = (counted.get(kind) for kind in ("red", "warning", "looked"))
    note = f"Looked {spoken(now - looked.oldest_at)} ago" if looked and looked.oldest_at else ""
    href = _href(endpoint)
    if red and red.count:
        return Fact("Ledger checks", f"{red.count:,} broken", note, "danger", href)
    if warned and warned.count:
        told = f"{warned.count:,} to look at"
        return Fact("Ledger checks", told, note or "Your bank looks at them", "warning", href)
    return Fact(
        "Ledger checks", "All hold", note or "Nothing breaks a rule", "success", _href(endpoint)
    )


def sealed(lag: SealLag, wall: datetime) -> Fact:
    """How far the books are sealed: seconds behind, on a day that goes well."""
    if not lag.transactions or lag.oldest_at is None:
        return Fact("Seals", "Up to date", "All that is written is sealed", "success", "")
    behind = wall - lag.oldest_at
    tone = "success" if behind <= SEALED_WITHIN else "warning"
    note = f"{lag.transactions:,} waiting to be sealed"
    return Fact("Seals", f"{spoken(behind).capitalize()} behind", note, tone, "")


def returned(found: Iterable[Counted], endpoint: str) -> Fact:
    """What part of the sent ACH payments came back in thirty days."""
    counted = {each.kind: each.count for each in found}
    sent, back = counted.get("sent", 0), counted.get("came_back", 0)
    href = _href(endpoint, status="returned")
    if not sent:
        return Fact("Returned, 30 days", "None sent", "ACH payments out", "", href)
    of = f"{MANY_MAX:,}+" if sent > MANY_MAX else f"{sent:,}"
    tone = "warning" if back / sent >= RETURNS_WARN_FROM else "success"
    return Fact("Returned, 30 days", f"{back / sent:.1%}", f"{back:,} of {of} sent", tone, href)


def _href(endpoint: str, **values: str) -> str:
    return url_for(endpoint, **values) if endpoint and may_open(endpoint) else ""  # type: ignore[arg-type]
