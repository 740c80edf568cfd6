"""Requests for a second person as a search finds them: by id, or while they wait by amount."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast
from sqlalchemy.dialects.postgresql import JSONB

from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow
from app.storage.finding import things


def approvals_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _approvals(is_exact=True).where(ApprovalRow.id.in_(ids))


def approvals_by_amount(minor: int) -> Select[Any]:
    """Of those that wait, which are few."""
    row = ApprovalRow
    waiting = _approvals(is_exact=False).where(row.status == Status.PENDING)
    return waiting.where(row.amount_minor == minor).order_by(row.asked_at.desc())


def approvals_about(subject_id: UUID, *, but: UUID | None = None, limit: int) -> Select[Any]:
    """Whatever was asked about a thing, the latest first, but for the one that asks."""
    row = ApprovalRow
    asked = _approvals(is_exact=False).where(row.subject_id == subject_id)
    if but:
        asked = asked.where(row.id != but)
    return asked.order_by(row.asked_at.desc(), row.id.desc()).limit(limit)


def _approvals(*, is_exact: bool) -> Select[Any]:
    row = ApprovalRow
    return things(
        "approval",
        row,
        title=cast(row.shown, JSONB)["title"].astext,
        note=row.maker_label,
        status=row.status,
        money=(row.amount_minor, row.currency),
        at=row.asked_at,
        is_exact=is_exact,
    )
