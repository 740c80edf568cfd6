"""What the address asks for: which balance, which lines; what makes no sense narrows nothing."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask import request

from app.banking.ledger.books import When
from app.banking.ledger.lines import LineFilter
from app.banking.ledger.rules import Cause
from app.kernel.errors import Refused
from app.kernel.money import parse_amount
from app.rails.calendars import EASTERN
from app.web.ledger_pages.whose import asked

YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, as it goes back into the form, and what was wrong with it."""

    typed: dict[str, str]
    faults: tuple[dict[str, str], ...] = ()

    @property
    def given(self) -> dict[str, str]:
        """For links that keep what was asked."""
        return {name: value for name, value in self.typed.items() if value}


@dataclass
class _Reader:
    faults: list[dict[str, str]] = field(default_factory=list)

    def day(self, name: str) -> date | None:
        text = asked(name)
        try:
            found = date.fromisoformat(text) if text else None
        except ValueError:
            found = None
        if text and (found is None or found.year not in YEARS):
            return self.fault(name, "Enter a day like 2026-11-25.")
        return found

    def moment(self, name: str) -> datetime | None:
        """A wall-clock time in New York, as the browser's own field gives it."""
        text = asked(name)
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError:
            found = None
        if text and (found is None or found.year not in YEARS):
            return self.fault(name, "Enter a day and a time like 2026-11-25T17:00.")
        if found is None:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=EASTERN)).astimezone(UTC)

    def minor(self, name: str, currency: str) -> int | None:
        text = asked(name)
        try:
            return parse_amount(text, currency).minor if text else None
        except Refused as refusal:
            return self.fault(name, refusal.message)

    def fault(self, name: str, words: str) -> None:
        self.faults.append({"text": words, "href": f"#{name}"})


def asked_when() -> tuple[When, Asked]:
    """`on` and `known_at`: as of a day, as known on a moment, both, or neither."""
    reader = _Reader()
    when = When(reader.day("on"), reader.moment("known_at"))
    return when, Asked({name: asked(name) for name in ("on", "known_at")}, tuple(reader.faults))


def asked_lines(currency: str) -> tuple[LineFilter, Asked]:
    """What narrows an account's lines."""
    reader, side, cause = _Reader(), asked("side"), asked("cause")
    narrowed = LineFilter(
        first=reader.day("first"),
        last=reader.day("last"),
        least=reader.minor("least", currency),
        most=reader.minor("most", currency),
        cause=cause if cause in set(Cause) else "",
        side=side if side in {"debit", "credit"} else "",
        words=asked("words").replace("\x00", " "),
    )
    names = ("first", "last", "least", "most", "cause", "side", "words")
    return narrowed, Asked({name: asked(name) for name in names}, tuple(reader.faults))


def is_first_page() -> bool:
    return not request.args.get("before") and not request.args.get("after")
