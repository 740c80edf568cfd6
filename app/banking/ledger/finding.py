"""Ledger accounts, transactions and holds as a search finds them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, case, or_, select
from sqlalchemy.orm import aliased

from app.banking.ledger.tables import HoldRow, LedgerAccountRow, TransactionRow
from app.storage.finding import things

DEPOSIT_CODE = "deposit {number}"


def transactions_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _transactions().where(TransactionRow.id.in_(ids))


def transactions_about(ids: tuple[UUID, ...]) -> Select[Any]:
    """What was posted for a payment or an adjustment, for whoever sees the books alone."""
    row = TransactionRow
    return _transactions().where(row.subject_id.in_(ids)).order_by(row.id)


def transactions_of(subject_ids: Select[UUID], *, limit: int) -> Select[Any]:
    """The first that were posted for things that another question names."""
    row = TransactionRow
    return _transactions().where(row.subject_id.in_(subject_ids)).order_by(row.id).limit(limit)


def transactions_beside(transaction_id: UUID) -> Select[Any]:
    """The one that undid it, and the one that it undid."""
    row, own = TransactionRow, aliased(TransactionRow)
    undone = select(own.reverses_id).where(own.id == transaction_id)
    undone = undone.where(own.reverses_id.is_not(None))
    either = or_(row.reverses_id == transaction_id, row.id.in_(undone))
    return _transactions().where(either).order_by(row.id)


def ledger_accounts_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _accounts(is_exact=True).where(LedgerAccountRow.id.in_(ids))


def ledger_accounts_among(ids: Select[UUID]) -> Select[Any]:
    """Those that another question names."""
    return _accounts(is_exact=True).where(LedgerAccountRow.id.in_(ids))


def ledger_accounts_by_number(number: str) -> Select[Any]:
    """The liability behind a deposit account."""
    code = DEPOSIT_CODE.format(number=number)
    return _accounts(is_exact=True).where(LedgerAccountRow.code == code)


def ledger_accounts_by_words(words: tuple[str, ...]) -> Select[Any]:
    """Of the chart alone, which is short: customers' are found by their number."""
    row = LedgerAccountRow
    found = _accounts(is_exact=False).where(row.customer_id.is_(None))
    for word in words:
        found = found.where(
            row.name.icontains(word, autoescape=True) | row.code.icontains(word, autoescape=True)
        )
    return found.order_by(row.name)


def standings() -> Subquery:
    """Ledger accounts by name and state, to be joined by whoever lists them beside other things."""
    row = LedgerAccountRow
    is_frozen = or_(row.is_debit_frozen, row.is_credit_frozen)
    state = case((row.closed_at.is_not(None), "closed"), (is_frozen, "frozen"), else_="open")
    return select(row.partner_id, row.id, row.name, state.label("status")).subquery()


def hold_standings() -> Subquery:
    """Holds by amount and state, for the same."""
    row = HoldRow
    columns = (row.partner_id, row.id, row.amount_minor, row.currency, row.status)
    return select(*columns).subquery()


def postings() -> Subquery:
    """Transactions by why and when, for the same."""
    row = TransactionRow
    return select(row.partner_id, row.id, row.cause, row.effective_on).subquery()


def holds_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _holds(is_exact=True).where(HoldRow.id.in_(ids))


def _holds(*, is_exact: bool) -> Select[Any]:
    row = HoldRow
    return things(
        "hold",
        row,
        title=row.reason,
        status=row.status,
        money=(row.amount_minor, row.currency),
        at=row.placed_at,
        is_exact=is_exact,
    )


def _transactions() -> Select[Any]:
    row = TransactionRow
    return things(
        "transaction", row, title=row.description, note=row.cause, at=row.posted_at, is_exact=True
    )


def _accounts(*, is_exact: bool) -> Select[Any]:
    row = LedgerAccountRow
    return things("ledger_account", row, title=row.name, note=row.code, is_exact=is_exact)
