"""Reads of the audit trail for those who look into it: one record, and how often what was done."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.audit.queries import reason_of
from app.banking.audit.tables import AuditRow
from app.kernel.errors import NotFound
from app.kernel.ids import first_id

LINES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record, whole, as it was written."""

    id: UUID
    customer_id: UUID | None
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    on_behalf_of_id: UUID | None
    on_behalf_of_label: str | None
    action: str
    subject_kind: str
    subject_id: UUID | None
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    details: dict[str, Any]
    request_id: str
    door: str
    address_class: str


def record_detail(db: Session, partner_id: UUID, record_id: UUID) -> RecordLine:
    """One record; raises NotFound."""
    row = db.scalars(
        select(AuditRow).where(AuditRow.partner_id == partner_id, AuditRow.id == record_id)
    ).one_or_none()
    if row is None:
        raise NotFound("audit record")
    return trail_line(row)


def records_named(
    db: Session, partner_id: UUID, record_ids: Collection[UUID]
) -> dict[UUID, RecordLine]:
    """These records by their ids, whatever became of them."""
    own = AuditRow.partner_id == partner_id
    rows = db.scalars(select(AuditRow).where(own, AuditRow.id.in_(record_ids)))
    return {row.id: trail_line(row) for row in rows}


def done_by(
    db: Session, actor_id: UUID, actions: Sequence[str], *, since: datetime
) -> list[RecordLine]:
    """What one person did of these actions since a moment, newest first."""
    return list(_of_person(db, actor_id, actions, since))


def count_by(db: Session, partner_id: UUID, action: str, *, since: datetime) -> dict[str, int]:
    """How often each person did something since a moment, by name."""
    rows = db.execute(
        select(AuditRow.actor_label, func.count())
        .where(
            AuditRow.partner_id == partner_id,
            AuditRow.id >= first_id(since),
            AuditRow.action == action,
            AuditRow.actor_id.is_not(None),
        )
        .group_by(AuditRow.actor_id, AuditRow.actor_label)
        .order_by(func.count().desc())
    )
    return {row[0]: row[1] for row in rows}


def _of_person(
    db: Session, actor_id: UUID, actions: Sequence[str], since: datetime
) -> Iterator[RecordLine]:
    rows = db.scalars(
        select(AuditRow)
        .where(
            AuditRow.actor_id == actor_id,
            AuditRow.id >= first_id(since),
            AuditRow.action.in_(actions),
        )
        .order_by(AuditRow.id.desc())
        .limit(LINES_MAX)
    )
    return map(trail_line, rows)


def trail_line(row: AuditRow) -> RecordLine:
    """A record as it is told: its reason stands by itself."""
    values = {field.name: getattr(row, field.name) for field in fields(RecordLine)}
    details = {name: value for name, value in row.details.items() if name != "reason"}
    return RecordLine(**values | {"reason": reason_of(row) or None, "details": details})
