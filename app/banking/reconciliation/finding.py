"""Breaks as a search finds them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, or_

from app.banking.reconciliation.tables import BreakRow
from app.storage.finding import things


def breaks_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _breaks(is_exact=True).where(BreakRow.id.in_(ids))


def breaks_by_amount(minor: int) -> Select[Any]:
    """Of those nobody has explained, whichever way the difference goes."""
    row = BreakRow
    still_open = _breaks(is_exact=False).where(row.explained_at.is_(None))
    return still_open.where(func.abs(row.amount_minor) == minor).order_by(row.opened_at.desc())


def breaks_about(subject: str) -> Select[Any]:
    """All of one subject, which is a file or a day of an account at the bank."""
    row = BreakRow
    return _breaks(is_exact=False).where(row.subject == subject).order_by(row.opened_at.desc())


def breaks_open_at(bank_accounts: Collection[str], *, limit: int) -> Select[Any]:
    """What nobody has explained of some accounts at the bank."""
    row = BreakRow
    named = (row.subject.endswith(each, autoescape=True) for each in bank_accounts)
    still_open = _breaks(is_exact=False).where(row.explained_at.is_(None), or_(false(), *named))
    return still_open.order_by(row.opened_at.desc()).limit(limit)


def _breaks(*, is_exact: bool) -> Select[Any]:
    row = BreakRow
    return things(
        "break",
        row,
        title=row.subject,
        note=row.kind,
        money=(row.amount_minor, row.currency),
        at=row.opened_at,
        is_exact=is_exact,
    )
