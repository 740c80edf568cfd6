"""How a balance is read: now, as of a day, as known on an instant; always with its arithmetic.

A guarded account keeps its balance. Everything else is a checkpoint, made of what is in blocks,
plus what was written since the last block: the tail.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    Date,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    true,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement, Select, Subquery
from sqlalchemy.sql.selectable import LateralFromClause

from app.banking.ledger.rules import Side
from app.banking.ledger.tables import (
    CheckpointRow,
    DayBalanceRow,
    EntryRow,
    LedgerAccountRow,
)
from app.banking.ledger.tail import signed, signed_of, tail_entries
from app.kernel.errors import NotFound
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.scope import current_scope

BACKDATED_DAYS_MAX = 400  # the posting function refuses an older effective_on
EVER = cast(literal("-infinity", Text), Date)


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


def accounts_with_balances() -> Select[*tuple[object, ...]]:
    """Ledger accounts with `current`: a pooled one is its checkpoint plus the tail."""
    account, checkpoint = LedgerAccountRow, CheckpointRow
    tail_of, entry = tail_entries(account.partner_id)
    tail = (
        select(func.coalesce(func.sum(signed_of(entry, account.normal_side)), 0))
        .select_from(tail_of)
        .where(entry.c.ledger_account_id == account.id)
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
    found = balances_as_of(db, LedgerAccountRow.id == ledger_account_id, on=on, known_at=known_at)
    if not found:
        raise NotFound("account")
    return found[ledger_account_id]


def balances_as_of(
    db: Session, *conditions: ColumnElement[bool], on: date, known_at: datetime | None = None
) -> dict[LedgerAccountId, Arithmetic]:
    """The same of many accounts, in one look."""
    partner_id = current_scope(db).partner_id
    account, parts = (
        LedgerAccountRow,
        parts_as_of(partner_id, *conditions, on=on, known_at=known_at),
    )
    rows = db.execute(
        select(parts, account.currency).select_from(parts).join(account, _is_of(account, parts))
    )
    return {
        LedgerAccountId(row.id): Arithmetic(
            on=on,
            known_at=known_at,
            kept_on=row.kept_on,
            kept=Money(int(row.kept), row.currency),
            since=Money(int(row.since), row.currency),
            late=Money(int(row.late), row.currency),
            unknown=Money(int(row.unknown), row.currency),
        )
        for row in rows
    }


def parts_as_of(
    partner_id: UUID | None,
    *conditions: ColumnElement[bool],
    on: date,
    known_at: datetime | None = None,
    left_out: ColumnElement[bool] | None = None,
) -> CTE:
    """What balances as of a day are made of, a row an account: its `id`, and Arithmetic's parts.

    `lines` says how many entries `since` is. `left_out` are entries of the day itself that do not
    count; then the kept day is an earlier one. Only of the partner given.
    """
    account, day = LedgerAccountRow, DayBalanceRow
    by = day.business_on <= on if left_out is None else day.business_on < on
    kept = last_kept(account.partner_id, account.id, by)
    of_account = [
        EntryRow.partner_id == account.partner_id,
        EntryRow.ledger_account_id == account.id,
        EntryRow.effective_on <= on,
    ]
    does_count = [is_after(kept)] if left_out is None else [is_after(kept), not_(left_out)]
    lines = func.count().label("lines")
    since = select(moved(), lines).where(*of_account, *does_count).lateral("since")
    base = (
        select(
            *(account.partner_id, account.id, account.normal_side),
            kept.c.business_on.label("kept_on"),
            func.coalesce(kept.c.current_minor, 0).label("kept"),
            since.c.minor.label("since"),
            since.c.lines,
            _unknown(of_account, known_at).label("unknown"),
        )
        .select_from(account)
        .outerjoin(kept, true())
        .join(since, true())
        .where(account.partner_id == partner_id, *conditions)
        .subquery("base")
    )
    return _with_late(base, partner_id)


def last_kept(partner_id: Any, account_id: Any, by: ColumnElement[bool]) -> LateralFromClause:
    """The last day balance that was kept of an account, of those `by` a day; maybe none."""
    day = DayBalanceRow
    return (
        select(day.business_on, day.current_minor)
        .where(day.partner_id == partner_id, day.ledger_account_id == account_id, by)
        .order_by(day.business_on.desc())
        .limit(1)
        .lateral("kept")
    )


def is_after(kept: LateralFromClause) -> ColumnElement[bool]:
    """Entries that count for a later day than what was kept.

    A case and no coalesce, which Postgres would not look up in the index.
    """
    kept_on = kept.c.business_on
    return EntryRow.effective_on > case((kept_on.is_(None), EVER), else_=kept_on)


def moved() -> ColumnElement[int]:
    """What entries come to on their account's normal side."""
    return func.coalesce(func.sum(signed(LedgerAccountRow.normal_side)), 0).label("minor")


def _with_late(base: Subquery, partner_id: UUID | None) -> CTE:
    """What no block has counted yet of the days that were kept already."""
    tail = _tail(partner_id)
    late = case((base.c.normal_side == Side.DEBIT, tail.c.net), else_=-tail.c.net)
    return (
        select(base, func.coalesce(func.sum(late), 0).label("late"))
        .select_from(base)
        .outerjoin(
            tail,
            and_(tail.c.ledger_account_id == base.c.id, tail.c.effective_on <= base.c.kept_on),
        )
        .group_by(*base.c)
        .cte("parts")
        .prefix_with("MATERIALIZED")
    )


def _unknown(
    of_account: list[ColumnElement[bool]], known_at: datetime | None
) -> ColumnElement[int]:
    """Entries that count for the day and were posted only after a moment."""
    if known_at is None:
        return literal(0)
    earliest = known_at.date() - timedelta(days=BACKDATED_DAYS_MAX)
    return (
        select(moved())
        .where(*of_account, EntryRow.effective_on >= earliest, EntryRow.posted_at > known_at)
        .correlate(LedgerAccountRow)
        .scalar_subquery()
    )


def _tail(partner_id: UUID | None) -> CTE:
    """Debits less credits of each account and day that no block has counted yet."""
    tail_of, entry = tail_entries(partner_id)
    return (
        select(
            entry.c.ledger_account_id,
            entry.c.effective_on,
            func.sum(signed_of(entry, Side.DEBIT)).label("net"),
        )
        .select_from(tail_of)
        .group_by(entry.c.ledger_account_id, entry.c.effective_on)
        .cte("tail")
        .prefix_with("MATERIALIZED")
    )


def _is_of(account: type[LedgerAccountRow], parts: CTE) -> ColumnElement[bool]:
    return and_(account.partner_id == parts.c.partner_id, account.id == parts.c.id)
