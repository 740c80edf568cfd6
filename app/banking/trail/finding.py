"""Audit records as a search finds them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.banking.audit.tables import AuditRow
from app.storage.finding import things


def records_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    row = AuditRow
    found = things(
        "audit_record", row, title=row.action, note=row.actor_label, at=row.at, is_exact=True
    )
    return found.where(row.id.in_(ids))
