"""Reads of the audit trail: what was done about a thing, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.tables import AuditRow

RECORDS_MAX = 100


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One record, as staff read it."""

    at: datetime
    action: str
    actor_kind: str
    actor_label: str
    details: dict[str, Any]
    reason: str
    address_class: str


def records_about(db: Session, subject_ids: Collection[UUID]) -> list[AuditLine]:
    """What was done about these things, newest first."""
    rows = db.scalars(
        select(AuditRow)
        .where(AuditRow.subject_id.in_(subject_ids))
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
        .limit(RECORDS_MAX)
    )
    return [
        AuditLine(
            at=row.at,
            action=row.action,
            actor_kind=row.actor_kind,
            actor_label=row.actor_label,
            details=row.details,
            reason=reason_of(row),
            address_class=row.address_class,
        )
        for row in rows
    ]


def reason_of(row: AuditRow) -> str:
    """Why it was done; old records kept it among their details."""
    return row.reason or str(row.details.get("reason") or "")
