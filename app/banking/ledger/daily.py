"""An account's balance at the end of each of some days, in one question however many lines it has.

Each day reads on from the last day balance that was kept by then, so only days that nothing kept
yet read entries.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, Interval, Select, cast, column, func, literal, select, true
from sqlalchemy.orm import Session

from app.banking.ledger.balances import is_after, last_kept, moved
from app.banking.ledger.tables import DayBalanceRow, EntryRow, LedgerAccountRow
from app.banking.ledger.tail import signed_of, tail_entries
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.scope import current_scope
from app.storage.together import Question, Rows, read_together

DAYS_MAX = 92


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What the account stood at when the day was over, late entries included."""

    on: date
    balance: Money


def balances_by_day(
    db: Session, ledger_account_id: LedgerAccountId, *, first: date, last: date
) -> list[DayEnd]:
    """The days first … last, oldest first; at most DAYS_MAX, the latest. Empty without account."""
    first = max(first, last - timedelta(days=DAYS_MAX - 1))
    rows, late = read_together(
        db,
        Question(_kept_and_since(db, ledger_account_id, first, last), list),
        Question(_late(db, ledger_account_id, last), _by_day),
    )
    return [
        DayEnd(
            row.day,
            Money(
                int(row.kept + row.since)
                + sum(minor for on, minor in late.items() if row.kept_on and on <= row.kept_on),
                row.currency,
            ),
        )
        for row in rows
    ]


def _kept_and_since(
    db: Session, ledger_account_id: LedgerAccountId, first: date, last: date
) -> Select[*tuple[object, ...]]:
    partner_id = current_scope(db).partner_id
    account = LedgerAccountRow
    spread = func.generate_series(
        cast(literal(first), Date), cast(literal(last), Date), cast(timedelta(days=1), Interval)
    )
    series = spread.table_valued(column("at"), name="days").render_derived()
    day = cast(series.c.at, Date)
    kept = last_kept(partner_id, ledger_account_id, DayBalanceRow.business_on <= day)
    since = (
        select(moved())
        .where(
            EntryRow.partner_id == partner_id,
            EntryRow.ledger_account_id == ledger_account_id,
            is_after(kept),
            EntryRow.effective_on <= day,
        )
        .lateral("since")
    )
    return (
        select(
            day.label("day"),
            kept.c.business_on.label("kept_on"),
            func.coalesce(kept.c.current_minor, 0).label("kept"),
            since.c.minor.label("since"),
            account.currency,
        )
        .select_from(account)
        .join(series, true())
        .outerjoin(kept, true())
        .join(since, true())
        .where(account.partner_id == partner_id, account.id == ledger_account_id)
        .order_by(day)
    )


def _by_day(rows: Rows) -> dict[date, int]:
    return {on: int(minor) for on, minor in rows}


def _late(
    db: Session, ledger_account_id: LedgerAccountId, last: date
) -> Select[*tuple[object, ...]]:
    """What no block has counted yet, by the day it counts for."""
    partner_id = current_scope(db).partner_id
    account = LedgerAccountRow
    tail_of, entry = tail_entries(partner_id)
    return (
        select(entry.c.effective_on, func.sum(signed_of(entry, account.normal_side)).label("minor"))
        .select_from(tail_of)
        .join(account, account.id == entry.c.ledger_account_id)
        .where(
            account.partner_id == partner_id,
            account.id == ledger_account_id,
            entry.c.effective_on <= last,
        )
        .group_by(entry.c.effective_on)
    )
