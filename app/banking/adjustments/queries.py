"""Reads of adjustments: what waits, one in full, and what posting it would do to each account."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.banking.adjustments.rules import Status
from app.banking.adjustments.tables import AdjustmentLineRow, AdjustmentRow
from app.banking.approvals.queries import Reader, counting_for_me
from app.banking.approvals.rows import subjects_waiting
from app.banking.ledger.books import LedgerAccount, ledger_accounts_by_id
from app.banking.ledger.rules import Entry, Side
from app.kernel.errors import NotFound
from app.kernel.ids import AdjustmentId, LedgerAccountId, TransactionId
from app.kernel.money import Money, sums, zero


@dataclass(frozen=True, slots=True)
class AdjustmentSummary:
    """An adjustment as a list shows it; `amounts` are its debits, one sum a currency."""

    id: AdjustmentId
    kind: str
    status: str
    reason: str
    about_on: date | None
    proposed_by: UUID
    proposed_label: str
    proposed_at: datetime
    expires_at: datetime
    decided_label: str | None
    decided_at: datetime | None
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What posting would do to one account, and why it would be refused, if so."""

    account: LedgerAccount
    before: Money
    after: Money
    problem: str


@dataclass(frozen=True, slots=True)
class AdjustmentDetail:
    """One adjustment with its entries, exactly as they are or will be posted."""

    summary: AdjustmentSummary
    effective_on: date | None
    reverses_id: TransactionId | None
    transaction_id: TransactionId | None
    note: str | None
    entries: tuple[Entry, ...]
    accounts: Mapping[LedgerAccountId, LedgerAccount]

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Each account once, in the order of the entries, with its balance before and after."""
        net: dict[LedgerAccountId, int] = defaultdict(int)
        for entry in self.entries:
            grows = self.accounts[entry.ledger_account_id].normal_side == entry.side
            net[entry.ledger_account_id] += entry.amount.minor if grows else -entry.amount.minor
        return tuple(_effect(self.accounts[each], minor) for each, minor in net.items())


def adjustment_lines(
    db: Session, rows: Sequence[tuple[AdjustmentRow, str]]
) -> list[AdjustmentSummary]:
    """Rows of a list, each with the state it is in by now, and what they come to."""
    amounts = _amounts(db, [row.id for row, _ in rows])
    return [_summary(row, amounts.get(row.id, ()), status) for row, status in rows]


def adjustment_detail(
    db: Session, adjustment_id: AdjustmentId, *, now: datetime
) -> AdjustmentDetail:
    """One adjustment with the balances as they are now; raises NotFound."""
    row = db.scalar(select(AdjustmentRow).where(AdjustmentRow.id == adjustment_id))
    if row is None:
        raise NotFound("adjustment")
    entries = entries_of(db, adjustment_id)
    debits = sums(entry.amount for entry in entries if entry.side is Side.DEBIT)
    return AdjustmentDetail(
        summary=_summary(row, debits, _status(row, now)),
        effective_on=row.effective_on,
        reverses_id=TransactionId(row.reverses_id) if row.reverses_id else None,
        transaction_id=TransactionId(row.transaction_id) if row.transaction_id else None,
        note=row.note,
        entries=entries,
        accounts=ledger_accounts_by_id(db, {entry.ledger_account_id for entry in entries}),
    )


def entries_of(db: Session, adjustment_id: UUID) -> tuple[Entry, ...]:
    """What is to be posted, in its order."""
    rows = db.scalars(
        select(AdjustmentLineRow)
        .where(AdjustmentLineRow.adjustment_id == adjustment_id)
        .order_by(AdjustmentLineRow.line)
    )
    return tuple(
        Entry(
            LedgerAccountId(row.ledger_account_id),
            Side(row.side),
            Money(row.amount_minor, row.currency),
            row.description or None,
        )
        for row in rows
    )


def open_reversal(
    db: Session, transaction_id: TransactionId, *, now: datetime
) -> AdjustmentId | None:
    """The proposal to undo a transaction that still waits, or None."""
    found = db.scalar(
        select(AdjustmentRow.id).where(
            AdjustmentRow.reverses_id == transaction_id,
            AdjustmentRow.status == Status.PROPOSED,
            AdjustmentRow.expires_at > now,
        )
    )
    return AdjustmentId(found) if found else None


def waiting_count(db: Session, *, now: datetime) -> int:
    """How many wait for a second person."""
    row = AdjustmentRow
    asked = select(func.count()).where(row.status == Status.PROPOSED, row.expires_at > now)
    return int(db.scalar(asked) or 0)


def waiting_for_other(db: Session, login_id: UUID, *, now: datetime) -> int:
    """How many somebody else proposed that no rule's request speaks of."""
    return db.scalar(select(func.count()).where(*for_other(login_id, now))) or 0


def counting_with_requests(
    me: Reader, now: datetime | ColumnElement[datetime]
) -> ColumnElement[int]:
    """How many of them there are, with requests that wait for this person: part of a question."""
    of_others = select(func.count()).where(*for_other(me.login_id, now)).scalar_subquery()
    return of_others + counting_for_me(me, now)


def for_other(login_id: UUID, now: datetime | ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """What makes a proposal one that this person can decide now."""
    row = AdjustmentRow
    return [
        row.status == Status.PROPOSED,
        row.expires_at > now,
        row.proposed_by != login_id,
        row.id.not_in(subjects_waiting("adjustments.post")),
    ]


def _amounts(db: Session, ids: Iterable[UUID]) -> dict[UUID, tuple[Money, ...]]:
    line = AdjustmentLineRow
    rows = db.execute(
        select(line.adjustment_id, line.currency, func.sum(line.amount_minor))
        .where(line.adjustment_id.in_(list(ids)), line.side == Side.DEBIT)
        .group_by(line.adjustment_id, line.currency)
        .order_by(line.adjustment_id, line.currency)
    )
    found: dict[UUID, tuple[Money, ...]] = defaultdict(tuple)
    for adjustment_id, currency, minor in rows:
        found[adjustment_id] += (Money(int(minor), currency),)
    return found


def _status(row: AdjustmentRow, now: datetime) -> str:
    """One that waits for too long counts as expired."""
    is_over = row.status == Status.PROPOSED and now >= row.expires_at
    return Status.EXPIRED if is_over else row.status


def _summary(row: AdjustmentRow, amounts: tuple[Money, ...], status: str) -> AdjustmentSummary:
    return AdjustmentSummary(
        id=AdjustmentId(row.id),
        kind=row.kind,
        status=status,
        reason=row.reason,
        about_on=row.about_on,
        proposed_by=row.proposed_by,
        proposed_label=row.proposed_label,
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        decided_label=row.decided_label,
        decided_at=row.decided_at,
        amounts=amounts,
    )


def _effect(account: LedgerAccount, minor: int) -> Effect:
    after = account.current + Money(minor, account.currency)
    problem = ""
    if account.closed_at:
        problem = "The account is closed."
    elif (minor < 0 and account.is_debit_frozen) or (minor > 0 and account.is_credit_frozen):
        problem = "The account is frozen this way."
    elif account.floor is not None and minor < 0:
        room = after - account.held - account.floor
        if room < zero(account.currency):
            problem = f"It would go {-room} below what is available."
    return Effect(account, account.current, after, problem)
