"""An account's entries with the reason each is there: what statements are cut from."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.banking.ledger.tables import EntryRow, LedgerAccountRow, TransactionRow
from app.kernel.errors import NotFound
from app.kernel.ids import LedgerAccountId, TransactionId
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of the account; `signed` counts in the account's normal direction."""

    transaction_id: TransactionId
    line: int
    signed: Money
    description: str
    effective_on: date
    posted_at: datetime
    cause: str
    subject_kind: str
    subject_id: UUID | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries an account has up to a day, and what they come to."""

    entries: int
    amount: Money


def tally(db: Session, ledger_account_id: LedgerAccountId, *, last: date) -> Tally:
    """All entries that count for `last` or an earlier day, read in one look."""
    account = _account(db, ledger_account_id)
    signed = case(
        (EntryRow.side == account.normal_side, EntryRow.amount_minor), else_=-EntryRow.amount_minor
    )
    row = db.execute(
        select(func.count(), func.coalesce(func.sum(signed), 0)).where(
            EntryRow.ledger_account_id == ledger_account_id, EntryRow.effective_on <= last
        )
    ).one()
    return Tally(int(row[0]), Money(int(row[1]), account.currency))


def history(
    db: Session, ledger_account_id: LedgerAccountId, *, first: date | None, last: date
) -> list[HistoryLine]:
    """Every entry of the days first … last, oldest first; without `first`, from the beginning."""
    account = _account(db, ledger_account_id)
    days = [EntryRow.effective_on <= last]
    if first is not None:
        days.append(EntryRow.effective_on >= first)
    rows = db.execute(
        select(
            EntryRow, TransactionRow.cause, TransactionRow.subject_kind, TransactionRow.subject_id
        )
        .join(
            TransactionRow,
            and_(
                TransactionRow.partner_id == EntryRow.partner_id,
                TransactionRow.id == EntryRow.transaction_id,
            ),
        )
        .where(EntryRow.ledger_account_id == ledger_account_id, *days)
        .order_by(EntryRow.effective_on, EntryRow.transaction_id, EntryRow.line)
    )
    return [
        HistoryLine(
            transaction_id=TransactionId(entry.transaction_id),
            line=entry.line,
            signed=_signed(entry, account.normal_side),
            description=entry.description,
            effective_on=entry.effective_on,
            posted_at=entry.posted_at,
            cause=cause,
            subject_kind=subject_kind,
            subject_id=subject_id,
        )
        for entry, cause, subject_kind, subject_id in rows
    ]


def posted_under(db: Session, key: str) -> TransactionId | None:
    """The transaction a key was used for, or None when the key is still free."""
    digest = func.guildhall.key_digest(key)
    found = db.scalar(select(TransactionRow.id).where(TransactionRow.key_digest == digest))
    return TransactionId(found) if found else None


def _account(db: Session, ledger_account_id: LedgerAccountId) -> LedgerAccountRow:
    row = db.scalar(select(LedgerAccountRow).where(LedgerAccountRow.id == ledger_account_id))
    if row is None:
        raise NotFound("account")
    return row


def _signed(entry: EntryRow, normal_side: str) -> Money:
    amount = Money(entry.amount_minor, entry.currency)
    return amount if entry.side == normal_side else -amount
