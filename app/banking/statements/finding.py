"""Statements as a search finds them: by id, and a customer's own by month."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func

from app.banking.accounts.tables import AccountRow
from app.banking.statements.tables import StatementRow
from app.kernel.text import LAST_SHOWN, MASK
from app.storage.finding import things


def statements_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _statements(is_exact=True).where(StatementRow.id.in_(ids))


def own_statements(ids: tuple[UUID, ...], months: tuple[date, ...]) -> Select[Any]:
    """A customer's own: by id, or of months that were named."""
    row = StatementRow
    if ids:
        return statements_by_id(ids)
    return _statements(is_exact=False).where(row.month_on.in_(months)).order_by(row.month_on.desc())


def statements_of_customer(customer_id: UUID, *, limit: int) -> Select[Any]:
    row = StatementRow
    newest = _statements(is_exact=False).where(row.customer_id == customer_id)
    return newest.order_by(row.month_on.desc(), row.id.desc()).limit(limit)


def statements_of_account(
    account_id: UUID, *, months: tuple[date, ...] = (), limit: int
) -> Select[Any]:
    """The newest of an account, or those of some months."""
    row = StatementRow
    found = _statements(is_exact=False).where(row.account_id == account_id)
    if months:
        found = found.where(row.month_on.in_(months))
    return found.order_by(row.month_on.desc(), row.id.desc()).limit(limit)


def statements_issued(since: datetime) -> Select[Any]:
    """The newest that was issued lately."""
    row = StatementRow
    new = _statements(is_exact=False).where(row.issued_at >= since)
    return new.order_by(row.month_on.desc(), row.id.desc()).limit(1)


def _statements(*, is_exact: bool) -> Select[Any]:
    row, account = StatementRow, AccountRow
    of_account = (account.partner_id == row.partner_id) & (account.id == row.account_id)
    number = func.concat(MASK * LAST_SHOWN, func.right(account.account_number, LAST_SHOWN))
    return things(
        "statement",
        row,
        title=func.to_char(row.month_on, "YYYY-MM"),
        note=func.concat(account.name, " ", number),
        money=(row.closing_minor, row.currency),
        is_exact=is_exact,
    ).join(account, of_account)
