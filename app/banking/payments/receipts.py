"""What the one who brings a file is told, at once and in words."""

from dataclasses import dataclass
from datetime import datetime

from app.banking.payments.tables import ReceivedFileRow
from app.kernel.ids import FileId
from app.kernel.money import Money, zero
from app.rails.calendars import EASTERN
from tenants.resolve import Bank

CURRENCY = "USD"
NAME_LENGTH_MAX = 120
REASONS_TOLD_MAX = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file at a bank's door; `file_id` is None where no bank's intake keeps it."""

    file_id: FileId | None
    file_name: str
    bank_name: str
    status: str
    is_repeat: bool
    reasons: tuple[str, ...]
    entries: int
    credit: Money
    received_at: datetime

    @property
    def is_refused(self) -> bool:
        return self.is_repeat or self.status == "refused"

    def __str__(self) -> str:
        """One line for a terminal."""
        start = f"{self.file_name}: "
        if self.is_repeat:
            told = f"{start}refused; {self.bank_name} already received it on {self.shown_at}."
            return f"{told} {self.reasons[0]}" if self.reasons else told
        if self.status == "refused":
            by = f" by {self.bank_name}" if self.bank_name else ""
            return f"{start}refused{by}; {' '.join(self.reasons)}"
        words = "entry" if self.entries == 1 else "entries"
        return f"{start}accepted by {self.bank_name}; {self.entries} {words}, {self.credit} in."

    @property
    def shown_at(self) -> str:
        return f"{self.received_at.astimezone(EASTERN):%Y-%m-%d at %H:%M %Z}"


def receipt_of(row: ReceivedFileRow, bank: Bank, *, given_name: str, is_repeat: bool) -> Receipt:
    """The receipt of a stored file, under the name it came by this time."""
    return Receipt(
        file_id=FileId(row.id),
        file_name=given_name,
        bank_name=bank.name,
        status=row.status,
        is_repeat=is_repeat,
        reasons=told_reasons(row.verdict["reasons"]),
        entries=row.entries,
        credit=Money(row.credit_minor, CURRENCY),
        received_at=row.received_at,
    )


def refusal_of(name: str, reason: str, *, now: datetime) -> Receipt:
    """For a file that no bank here keeps."""
    return Receipt(
        file_id=None,
        file_name=name,
        bank_name="",
        status="refused",
        is_repeat=False,
        reasons=(reason,),
        entries=0,
        credit=zero(CURRENCY),
        received_at=now,
    )


def told_reasons(findings: list[dict[str, str]]) -> tuple[str, ...]:
    """The first few, and how many more there are."""
    messages = [str(finding["message"]) for finding in findings]
    told = messages[:REASONS_TOLD_MAX]
    if len(messages) > len(told):
        told.append(f"And {len(messages) - len(told)} more.")
    return tuple(told)


def tidy_name(name: str) -> str:
    """A file's own name without its folders, printable, and not endless."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:NAME_LENGTH_MAX] or "unnamed"
