"""The tail: what was written since the last block, and is in no checkpoint and no day yet."""

from sqlalchemy import BigInteger, case, cast, func, literal_column, select, true
from sqlalchemy.sql import ColumnElement, FromClause, Select
from sqlalchemy.sql.selectable import LateralFromClause

from app.banking.ledger.tables import BlockRow, EntryRow, LedgerAccountRow, TransactionRow

NEVER_WRITTEN = 2**63 - 1
_FENCE: ColumnElement[int] = literal_column("0")


def signed(normal_side: object) -> ColumnElement[int]:
    """An entry's amount in the direction in which its account normally grows."""
    return case((EntryRow.side == normal_side, EntryRow.amount_minor), else_=-EntryRow.amount_minor)


def signed_of(entry: LateralFromClause, normal_side: object) -> ColumnElement[int]:
    """The same of an entry of the tail."""
    return case((entry.c.side == normal_side, entry.c.amount_minor), else_=-entry.c.amount_minor)


def sealed_below(partner_id: object) -> ColumnElement[int]:
    """The number up to which a partner's transactions are in blocks."""
    return _last_mark(partner_id).scalar_subquery()


def tail_entries(partner_id: object) -> tuple[FromClause, LateralFromClause]:
    """The entries of the tail: what to select from, and the entries in it.

    In this order, whatever the planner believes of tables that were just filled: the mark, then
    the transactions above it by the index of write numbers, then each one's entries by their
    transaction. `offset 0` is the fence between them. Of `>=` an unknown number Postgres expects a
    third of all rows; of a stretch between two bounds, one in two hundred: hence the upper one.
    """
    mark = _last_mark(partner_id).lateral("mark")
    written = (
        select(TransactionRow.partner_id, TransactionRow.id)
        .where(
            TransactionRow.partner_id == partner_id,
            TransactionRow.written_by >= mark.c.below,
            TransactionRow.written_by < NEVER_WRITTEN,
        )
        .order_by(TransactionRow.written_by)
        .offset(_FENCE)
        .correlate(LedgerAccountRow, mark)
        .lateral("written")
    )
    entry = (
        select(
            EntryRow.ledger_account_id, EntryRow.effective_on, EntryRow.side, EntryRow.amount_minor
        )
        .where(EntryRow.partner_id == written.c.partner_id, EntryRow.transaction_id == written.c.id)
        .offset(_FENCE)
        .lateral("tail_entry")
    )
    return mark.join(written, true()).join(entry, true()), entry


def _last_mark(partner_id: object) -> Select[int]:
    # `coalesce` stands inside: compared with one, a column of a secured table is filtered row by
    # row instead of being found by its index, since Postgres holds `coalesce` for leaky.
    below = func.coalesce(func.max(BlockRow.written_below), cast(0, BigInteger)).label("below")
    return select(below).where(BlockRow.partner_id == partner_id).correlate(LedgerAccountRow)
