"""Adjustments as a search finds them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.banking.adjustments.tables import AdjustmentRow
from app.storage.finding import things


def adjustments_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    row = AdjustmentRow
    found = things(
        "adjustment",
        row,
        title=row.reason,
        note=row.kind,
        status=row.status,
        at=row.proposed_at,
        is_exact=True,
    )
    return found.where(row.id.in_(ids))
