"""What stands beside the lines: holds over all accounts, locked days, a pooled sum's parts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from app.banking.ledger.balances import accounts_with_balances
from app.banking.ledger.rules import HOLDS_NOT_BY_HAND
from app.banking.ledger.tables import (
    BlockRow,
    CheckpointRow,
    HoldRow,
    LedgerAccountRow,
    PeriodRow,
)
from app.banking.ledger.tail import sealed_below
from app.kernel.errors import NotFound
from app.kernel.ids import HoldId, LedgerAccountId
from app.kernel.money import Money
from app.kernel.text import masked
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class Hold:
    """Money set aside, with the account it is on."""

    id: HoldId
    ledger_account_id: LedgerAccountId
    account_name: str
    account_code: str
    amount: Money
    placed: Money
    status: str
    reason: str
    subject_kind: str
    subject_id: UUID | None
    placed_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    transaction_id: UUID | None

    @property
    def is_by_hand(self) -> bool:
        """Whether a person may change it: it is open, and nothing else will end it."""
        return self.status == "open" and self.subject_kind not in HOLDS_NOT_BY_HAND


@dataclass(frozen=True, slots=True)
class Lock:
    """Days that are locked: nothing more is posted for them."""

    locked_through: date
    locked_at: datetime
    reason: str

    @property
    def id(self) -> date:
        """As lists know it: no day is locked twice."""
        return self.locked_through


@dataclass(frozen=True, slots=True)
class PooledParts:
    """A pooled account's sum: of all blocks up to `block`, and of the tail since."""

    block: int | None
    sealed_at: datetime | None
    checkpoint: Money
    tail: Money


def hold_detail(db: Session, hold_id: HoldId) -> Hold:
    """One hold; raises NotFound."""
    row = db.execute(holds_asked().where(HoldRow.id == hold_id)).one_or_none()
    if row is None:
        raise NotFound("hold")
    return hold_line(*row)


def lock_line(row: PeriodRow) -> Lock:
    """A lock as people read it."""
    return Lock(row.locked_through, row.locked_at, row.reason)


def locked_through(db: Session) -> date | None:
    """The last locked day, or None."""
    found: date | None = db.scalar(select(func.max(PeriodRow.locked_through)))
    return found


def pooled_parts(db: Session, ledger_account_id: LedgerAccountId) -> PooledParts:
    """How a pooled account's balance comes about; raises NotFound."""
    now = accounts_with_balances().where(LedgerAccountRow.id == ledger_account_id).subquery("now")
    mark = sealed_below(current_scope(db).partner_id)
    block = select(BlockRow.number, BlockRow.sealed_at).where(BlockRow.written_below == mark)
    kept = func.coalesce(CheckpointRow.current_minor, 0)
    last = block.subquery("last")
    row = db.execute(
        select(now.c.currency, now.c.current, kept.label("kept"), last.c.number, last.c.sealed_at)
        .select_from(now)
        .outerjoin(CheckpointRow, CheckpointRow.ledger_account_id == now.c.id)
        .outerjoin(last, last.c.number.is_not(None))
    ).one_or_none()
    if row is None:
        raise NotFound("ledger account")
    kept_minor = int(row.kept)
    return PooledParts(
        block=row.number,
        sealed_at=row.sealed_at,
        checkpoint=Money(kept_minor, row.currency),
        tail=Money(int(row.current) - kept_minor, row.currency),
    )


def holds_asked() -> Select[HoldRow, LedgerAccountRow]:
    """Holds with the accounts they are on."""
    return select(HoldRow, LedgerAccountRow).join(
        LedgerAccountRow,
        and_(
            LedgerAccountRow.partner_id == HoldRow.partner_id,
            LedgerAccountRow.id == HoldRow.ledger_account_id,
        ),
    )


def hold_line(hold: HoldRow, account: LedgerAccountRow) -> Hold:
    """A hold as people read it; a customer's account number is masked."""
    short = account.code.rpartition(" ")[2]
    return Hold(
        id=HoldId(hold.id),
        ledger_account_id=LedgerAccountId(hold.ledger_account_id),
        account_name=account.name,
        account_code=masked(short) if account.customer_id else short,
        amount=Money(hold.amount_minor, hold.currency),
        placed=Money(hold.placed_minor, hold.currency),
        status=hold.status,
        reason=hold.reason,
        subject_kind=hold.subject_kind,
        subject_id=hold.subject_id,
        placed_at=hold.placed_at,
        expires_at=hold.expires_at,
        ended_at=hold.ended_at,
        transaction_id=hold.transaction_id,
    )
