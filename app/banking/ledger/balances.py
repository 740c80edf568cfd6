"""How a balance is read: now, as of a day, as known on an instant; always with its arithmetic.

A guarded account keeps its balance. Everything else is a checkpoint, made of what is in blocks,
plus what was written since the last block: the tail.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, and_, case, cast, func, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement, Select

from app.banking.ledger.tables import (
    BlockRow,
    CheckpointRow,
    DayBalanceRow,
    EntryRow,
    LedgerAccountRow,
    TransactionRow,
)
from app.kernel.errors import NotFound
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money

BACKDATED_DAYS_MAX = 400  # the posting function refuses an older effective_on


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a balance as of a day comes about: kept + since + late, less what was not yet known.

    `kept` is the last day balance of the account, of the day `kept_on`; `since` the entries
    that count for later days up to `on`; `late` those for earlier days that are in no block yet;
    `unknown` those posted only after `known_at`.
    """

    on: date
    known_at: datetime | None
    kept_on: date | None
    kept: Money
    since: Money
    late: Money
    unknown: Money

    @property
    def balance(self) -> Money:
        return self.kept + self.since + self.late - self.unknown


def signed(normal_side: object) -> ColumnElement[int]:
    """An entry's amount in the direction in which its account normally grows."""
    return case((EntryRow.side == normal_side, EntryRow.amount_minor), else_=-EntryRow.amount_minor)


def sealed_below(partner_id: object) -> ColumnElement[int]:
    """The number up to which a partner's transactions are in blocks."""
    last = select(func.max(BlockRow.written_below)).where(BlockRow.partner_id == partner_id)
    return func.coalesce(last.scalar_subquery(), cast(0, BigInteger))


def accounts_with_balances() -> Select[*tuple[object, ...]]:
    """Ledger accounts with `current`: a pooled one is its checkpoint plus the tail."""
    account, checkpoint = LedgerAccountRow, CheckpointRow
    tail = (
        select(func.coalesce(func.sum(signed(account.normal_side)), 0))
        .select_from(TransactionRow)
        .join(
            EntryRow,
            and_(
                EntryRow.partner_id == TransactionRow.partner_id,
                EntryRow.transaction_id == TransactionRow.id,
            ),
        )
        .where(
            TransactionRow.partner_id == account.partner_id,
            EntryRow.ledger_account_id == account.id,
            TransactionRow.written_by >= sealed_below(account.partner_id),
        )
        .correlate(account)
        .scalar_subquery()
    )
    pooled = func.coalesce(checkpoint.current_minor, 0) + tail
    current = case((account.is_pooled, pooled), else_=account.current_minor).label("current")
    return (
        select(
            account.id,
            account.code,
            account.name,
            account.kind,
            account.normal_side,
            account.currency,
            account.is_pooled,
            account.held_minor,
            current,
        )
        .outerjoin(
            checkpoint,
            and_(
                checkpoint.partner_id == account.partner_id,
                checkpoint.ledger_account_id == account.id,
            ),
        )
        .order_by(account.opened_at, account.id)
    )


def balance_as_of(
    db: Session,
    ledger_account_id: LedgerAccountId,
    *,
    on: date,
    known_at: datetime | None = None,
) -> Arithmetic:
    """The balance of all entries that count for `on` or an earlier day.

    With `known_at` (business time) only of those that were posted by then. Raises NotFound.
    """
    account = db.scalar(select(LedgerAccountRow).where(LedgerAccountRow.id == ledger_account_id))
    if account is None:
        raise NotFound("account")
    kept_on, kept = _kept(db, account.id, on)
    of_account = [EntryRow.ledger_account_id == account.id, EntryRow.effective_on <= on]
    amount = func.coalesce(func.sum(signed(account.normal_side)), 0)
    since = select(amount).where(*of_account)
    if kept_on:
        since = since.where(EntryRow.effective_on > kept_on)
    late = _late(db, account, kept_on) if kept_on else 0
    unknown = 0
    if known_at:
        earliest = known_at.date() - timedelta(days=BACKDATED_DAYS_MAX)
        unknown = int(
            db.scalar(
                select(amount).where(
                    *of_account, EntryRow.effective_on >= earliest, EntryRow.posted_at > known_at
                )
            )
            or 0
        )
    return Arithmetic(
        on=on,
        known_at=known_at,
        kept_on=kept_on,
        kept=Money(kept, account.currency),
        since=Money(int(db.scalar(since) or 0), account.currency),
        late=Money(late, account.currency),
        unknown=Money(unknown, account.currency),
    )


def _kept(db: Session, account_id: UUID, on: date) -> tuple[date | None, int]:
    """The last day balance at or before a day."""
    row = db.execute(
        select(DayBalanceRow.business_on, DayBalanceRow.current_minor)
        .where(DayBalanceRow.ledger_account_id == account_id, DayBalanceRow.business_on <= on)
        .order_by(DayBalanceRow.business_on.desc())
        .limit(1)
    ).one_or_none()
    return (row.business_on, int(row.current_minor)) if row else (None, 0)


def _late(db: Session, account: LedgerAccountRow, kept_on: date) -> int:
    """Entries for the kept day or an earlier one that no block has counted into it yet."""
    written = aliased(TransactionRow)
    found = db.scalar(
        select(func.coalesce(func.sum(signed(account.normal_side)), 0))
        .select_from(written)
        .join(
            EntryRow,
            and_(
                EntryRow.partner_id == written.partner_id,
                EntryRow.transaction_id == written.id,
            ),
        )
        .where(
            written.written_by >= sealed_below(account.partner_id),
            EntryRow.ledger_account_id == account.id,
            EntryRow.effective_on <= kept_on,
        )
    )
    return int(found or 0)
