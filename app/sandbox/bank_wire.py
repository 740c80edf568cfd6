"""How the sandbox's bank reads a payment file: a few fixed places of a line, and nothing of ours.

It shares no code with the product's own reader, so that the two can disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.rails.calendars import next_banking_day

LINE_LENGTH = 94
PADDING = "9" * LINE_LENGTH
RETURN_OF_CREDIT, RETURN_OF_DEBIT = "1", "6"
CREDITS = "1234"

Direction = Literal["received", "sent"]


class UnreadableError(Exception):
    """The bank's back office puts the file aside."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry that moves money, as the bank reads it."""

    is_credit: bool
    is_return: bool
    routing_number: str
    account_number: str
    company_id: str
    amount_minor: int
    trace: str
    settles_on: date


def read_lines(content: bytes, *, on: date) -> list[Line]:
    """Every entry of the file that moves money; raises UnreadableError.

    Nothing settles before `on`, the day the file crossed the border.
    """
    lines = _records(content)
    entries = list(_entries(lines, on))
    credit = sum(entry.amount_minor for entry in entries if entry.is_credit)
    debit = sum(entry.amount_minor for entry in entries if not entry.is_credit)
    if (debit, credit) != (_number(lines[-1][31:43]), _number(lines[-1][43:55])):
        raise UnreadableError("the entries do not add up to the file's totals")
    return [entry for entry in entries if entry.amount_minor]


def _records(content: bytes) -> list[str]:
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError:
        raise UnreadableError("not plain text") from None
    lines = [line for line in text.splitlines() if line.strip() and line != PADDING]
    if not lines or any(len(line) != LINE_LENGTH for line in lines):
        raise UnreadableError(f"a line is not {LINE_LENGTH} places long")
    if not lines[0].startswith("1") or not lines[-1].startswith("9"):
        raise UnreadableError("the file has no beginning or no end")
    return lines


def _entries(lines: list[str], on: date) -> Iterator[Line]:
    company_id, settles_on, is_abroad = "", on, False
    for line in lines:
        if line[0] == "5":
            settles_on = next_banking_day(max(_day(line[69:75]) or on, on), 0)
            company_id, is_abroad = line[40:50].strip(), line[50:53] == "IAT"
        elif line[0] == "6":
            yield Line(
                is_credit=line[2] in CREDITS,
                is_return=line[2] in (RETURN_OF_CREDIT, RETURN_OF_DEBIT),
                routing_number=line[3:12],
                account_number=(line[39:74] if is_abroad else line[12:29]).strip(),
                company_id=company_id,
                amount_minor=_number(line[29:39]),
                trace=line[79:94],
                settles_on=settles_on,
            )


def created_on(content: bytes) -> date | None:
    """The day its maker wrote into the file's first line."""
    return _day(content[23:29].decode("ascii", "replace"))


def _number(places: str) -> int:
    if not places.isdigit():
        raise UnreadableError(f"{places!r} is not a number")
    return int(places)


def _day(places: str) -> date | None:
    try:
        return datetime.strptime(places, "%y%m%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return None
