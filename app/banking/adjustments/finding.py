"""Adjustments as a search finds them, and those that a transaction belongs with."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.banking.adjustments.rules import Status
from app.banking.adjustments.tables import AdjustmentLineRow, AdjustmentRow
from app.storage.finding import things


def adjustments_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _adjustments(is_exact=True).where(AdjustmentRow.id.in_(ids))


def adjustments_of(transaction_id: UUID) -> Select[Any]:
    """What was posted as it, and what undoes it or would."""
    row = AdjustmentRow
    either = or_(row.transaction_id == transaction_id, row.reverses_id == transaction_id)
    return _adjustments(is_exact=False).where(either).order_by(row.proposed_at.desc())


def adjustments_touching(ledger_account_id: UUID) -> Select[UUID]:
    """The ids of those that would post to an account, or did."""
    line = AdjustmentLineRow
    return select(line.adjustment_id).where(line.ledger_account_id == ledger_account_id).distinct()


def adjustments_of_account(ledger_account_id: UUID, *, limit: int) -> Select[Any]:
    """The latest of those."""
    row = AdjustmentRow
    own = _adjustments(is_exact=False).where(row.id.in_(adjustments_touching(ledger_account_id)))
    return own.order_by(row.proposed_at.desc()).limit(limit)


def adjustments_waiting(partner_id: UUID, *, limit: int) -> Select[Any]:
    """Of those that nobody has decided."""
    row = AdjustmentRow
    own = (row.partner_id == partner_id, row.status == Status.PROPOSED)
    return _adjustments(is_exact=False).where(*own).order_by(row.proposed_at).limit(limit)


def _adjustments(*, is_exact: bool) -> Select[Any]:
    row = AdjustmentRow
    return things(
        "adjustment",
        row,
        title=row.reason,
        note=row.kind,
        status=row.status,
        at=row.proposed_at,
        is_exact=is_exact,
    )
