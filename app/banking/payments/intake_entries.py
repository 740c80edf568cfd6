"""The entries of a file that are for this bank: what each is, whose, and whether it came before."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.banking.payments.intake_rules import (
    MOVES_MONEY,
    Kind,
    Outcome,
    Timing,
    addenda_words,
    back_code,
    kind_of,
    recorded_reason,
    suspense_of,
    timing,
)
from app.banking.payments.tables import ReceivedEntryRow
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import Batch
from app.rails.nacha.read import Reading
from app.storage.scope import current_scope
from tenants.resolve import Bank

OWNERS = text(
    "select place, partner_id, account_id from guildhall.find_owners("
    ":bank, cast(:routing as text[]), cast(:account as text[]))"
)
TRACES_AT_ONCE = 1_000
SEEN_BEFORE = "The same entry was received before."

Owner = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Sorted:
    """An entry with its batch, and what is to become of it."""

    entry: Entry
    batch: Batch
    kind: Kind
    timing: Timing
    owner: Owner | None
    outcome: Outcome
    reason: str

    def values(self) -> dict[str, Any]:
        """As columns of a row, those of bank and file excepted."""
        partner_id, account_id = self.owner or (None, None)
        return {
            "line": self.entry.line,
            "kind": self.kind,
            "owner_partner_id": partner_id,
            "owner_account_id": account_id,
            "routing_number": self.entry.rdfi_routing_number,
            "account_number": self.entry.account_number,
            "transaction_code": self.entry.transaction_code,
            "sec_code": self.batch.sec_code,
            "company_name": self.batch.company_name,
            "individual_name": self.entry.individual_name,
            "description": self.batch.description,
            "trace_number": self.entry.trace_number,
            "amount_minor": self.entry.amount_minor,
            "asked_on": self.timing.asked_on,
            "settles_on": self.timing.settles_on,
            "due_at": self.timing.due_at,
            "outcome": self.outcome,
            "reason": self.reason,
            "addenda": addenda_words(self.entry),
            "back_code": back_code(self.entry),
            "original_trace": self.entry.original_trace or "",
        }


def sort_entries(db: Session, bank: Bank, reading: Reading, now: datetime) -> list[Sorted]:
    """Every entry for the bank, in the order of the file; what moves money and is new waits."""
    ours = list(_addressed_to(bank, reading))
    owners = _owners(db, [entry for entry, _ in ours])
    seen = _seen_before(db, [entry.trace_number for entry, _ in ours])
    return [
        _sorted(entry, batch, owners.get(place), seen, now)
        for place, (entry, batch) in enumerate(ours, start=1)
    ]


def has_entry_for(bank: Bank, reading: Reading) -> bool:
    return any(True for _ in _addressed_to(bank, reading))


def is_destined_for(bank: Bank, reading: Reading) -> bool:
    """Whether the header names the bank, which says whose it is when no entry does."""
    return reading.header is not None and reading.header.destination in bank.routing_numbers


def _addressed_to(bank: Bank, reading: Reading) -> Iterator[tuple[Entry, Batch]]:
    for batch in reading.batches:
        for entry in batch.entries:
            if entry.rdfi_routing_number in bank.routing_numbers:
                yield entry, batch


def _owners(db: Session, entries: Sequence[Entry]) -> dict[int, Owner]:
    asked = {
        "bank": current_scope(db).bank_id,
        "routing": [entry.rdfi_routing_number for entry in entries],
        "account": [entry.account_number for entry in entries],
    }
    return {row.place: (row.partner_id, row.account_id) for row in db.execute(OWNERS, asked)}


class _Seen:
    """Which entries have been received: by the day they settle, and by the day they asked for.

    The second keeps an old entry that comes again on another day from settling once more.
    """

    def __init__(self) -> None:
        self._known: set[tuple[str, int, date]] = set()

    def add(self, trace: str, amount_minor: int, days: Iterable[date | None]) -> None:
        self._known |= {(trace, amount_minor, day) for day in days if day}

    def has(self, trace: str, amount_minor: int, days: Iterable[date | None]) -> bool:
        return any((trace, amount_minor, day) in self._known for day in days if day)


def _seen_before(db: Session, traces: Sequence[str]) -> _Seen:
    seen, wanted = _Seen(), sorted(set(traces))
    row = ReceivedEntryRow
    for start in range(0, len(wanted), TRACES_AT_ONCE):
        found = db.execute(
            select(row.trace_number, row.amount_minor, row.settles_on, row.asked_on).where(
                row.bank_id == current_scope(db).bank_id,
                row.trace_number.in_(wanted[start : start + TRACES_AT_ONCE]),
                row.kind.in_(MOVES_MONEY),
            )
        )
        for trace, amount_minor, *days in found:
            seen.add(trace, amount_minor, days)
    return seen


def _sorted(entry: Entry, batch: Batch, owner: Owner | None, seen: _Seen, now: datetime) -> Sorted:
    kind = kind_of(entry, batch)
    when = timing(batch.effective_entry_on, now)
    if kind not in MOVES_MONEY or not entry.amount_minor:
        reason = recorded_reason(kind, entry, is_owned=owner is not None)
        return Sorted(entry, batch, kind, when, owner, Outcome.RECORDED, reason)
    mark = (entry.trace_number, entry.amount_minor, (when.settles_on, when.asked_on))
    if seen.has(*mark):
        return Sorted(entry, batch, kind, when, owner, Outcome.DUPLICATE, SEEN_BEFORE)
    seen.add(*mark)
    if kind == Kind.RETURN:  # about a payment of ours: whose, its trace number tells later
        return Sorted(entry, batch, kind, when, None, Outcome.WAITING, "")
    held = suspense_of(kind, entry.transaction_code, batch.sec_code, is_owned=owner is not None)
    return Sorted(entry, batch, kind, when, owner, Outcome.WAITING, held.reason if held else "")
