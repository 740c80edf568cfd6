"""Reads of transactions: one with its entries, those about a subject, and what undoes one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app.banking.ledger.tables import EntryRow, LedgerAccountRow, TransactionRow
from app.kernel.errors import NotFound
from app.kernel.ids import LedgerAccountId, TransactionId
from app.kernel.money import Money
from app.kernel.text import masked

TRANSACTIONS_MAX = 100


@dataclass(frozen=True, slots=True)
class TransactionEntry:
    ledger_account_id: LedgerAccountId
    account_code: str
    account_name: str
    side: str
    amount: Money
    description: str = ""


@dataclass(frozen=True, slots=True)
class TransactionDetail:
    id: TransactionId
    cause: str
    subject_kind: str
    subject_id: UUID | None
    description: str
    effective_on: date
    posted_at: datetime
    recorded_at: datetime
    reverses_id: UUID | None
    details: dict[str, Any]
    entries: tuple[TransactionEntry, ...]


def transaction_detail(db: Session, transaction_id: TransactionId) -> TransactionDetail:
    """One transaction with its entries; raises NotFound."""
    found = _details(db, TransactionRow.id == transaction_id)
    if not found:
        raise NotFound("transaction")
    return found[0]


def reversed_by(db: Session, transaction_id: TransactionId) -> TransactionId | None:
    """The transaction that undoes this one, or None."""
    found = db.scalar(select(TransactionRow.id).where(TransactionRow.reverses_id == transaction_id))
    return TransactionId(found) if found else None


def transactions_of(db: Session, subject_id: UUID) -> list[TransactionDetail]:
    """Every transaction about a subject, such as a payment, oldest first."""
    row = TransactionRow
    first = select(row.id).where(row.subject_id == subject_id).order_by(row.posted_at, row.id)
    return _details(db, row.id.in_(first.limit(TRANSACTIONS_MAX).scalar_subquery()))


def _details(db: Session, condition: ColumnElement[bool]) -> list[TransactionDetail]:
    """Transactions, oldest first, with their entries: one statement reads both."""
    row, line, account = TransactionRow, EntryRow, LedgerAccountRow
    of_row = and_(line.partner_id == row.partner_id, line.transaction_id == row.id)
    of_line = and_(account.partner_id == line.partner_id, account.id == line.ledger_account_id)
    found = db.execute(
        select(row, line, account.code, account.name)
        .join(line, of_row)
        .join(account, of_line)
        .where(condition)
        .order_by(row.posted_at, row.id, line.line)
    ).all()
    entries: dict[UUID, list[TransactionEntry]] = {}
    for transaction, entry, code, name in found:
        entries.setdefault(transaction.id, []).append(_entry(entry, code, name))
    return [_detail(each, tuple(entries[each.id])) for each in dict.fromkeys(it[0] for it in found)]


def _detail(row: TransactionRow, entries: tuple[TransactionEntry, ...]) -> TransactionDetail:
    return TransactionDetail(
        id=TransactionId(row.id),
        cause=row.cause,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        description=row.description,
        effective_on=row.effective_on,
        posted_at=row.posted_at,
        recorded_at=row.recorded_at,
        reverses_id=row.reverses_id,
        details=row.details or {},
        entries=entries,
    )


def _entry(entry: EntryRow, code: str, name: str) -> TransactionEntry:
    short = code.rpartition(" ")[2]
    return TransactionEntry(
        ledger_account_id=LedgerAccountId(entry.ledger_account_id),
        account_code=short if entry.customer_id is None else masked(short),
        account_name=name,
        side=entry.side,
        amount=Money(entry.amount_minor, entry.currency),
        description=entry.description,
    )
