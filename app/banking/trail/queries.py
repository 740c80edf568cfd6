"""Reads of the audit trail for those who look into it: pages by filter, one record, reveals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.banking.audit.queries import reason_of
from app.banking.audit.tables import AuditRow
from app.kernel.errors import NotFound
from app.rails.calendars import EASTERN

LINES_MAX = 10_000
MILLISECOND_PLACE = 80  # a version 7 id begins with the milliseconds since 1970 (RFC 9562, 5.7)


@dataclass(frozen=True, slots=True)
class TrailAsked:
    """What narrows the trail; nothing given is everything."""

    person: str = ""
    person_id: UUID | None = None
    subject_id: UUID | None = None
    action: str = ""
    day: date | None = None


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


def trail_page(
    db: Session, partner_id: UUID, asked: TrailAsked, *, after: UUID | None, limit: int
) -> tuple[list[RecordLine], UUID | None]:
    """Newest first, and where the next page begins; an id is the place of a record in time.

    Ids of one moment are in no order: within a page the wall clock gives it.
    """
    rows = db.scalars(
        select(AuditRow)
        .where(AuditRow.partner_id == partner_id, *_narrowed(asked))
        .where(*([AuditRow.id < after] if after else []))
        .order_by(AuditRow.id.desc())
        .limit(limit + 1)
    ).all()
    lines = [_line(row) for row in rows[:limit]]
    last = lines[-1].id if len(rows) > limit else None
    return sorted(lines, key=lambda line: (line.at, line.recorded_at), reverse=True), last


def record_detail(db: Session, partner_id: UUID, record_id: UUID) -> RecordLine:
    """One record; raises NotFound."""
    row = db.scalars(
        select(AuditRow).where(AuditRow.partner_id == partner_id, AuditRow.id == record_id)
    ).one_or_none()
    if row is None:
        raise NotFound("audit record")
    return _line(row)


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
            AuditRow.id >= floor_of(since),
            AuditRow.action == action,
            AuditRow.actor_id.is_not(None),
        )
        .group_by(AuditRow.actor_id, AuditRow.actor_label)
        .order_by(func.count().desc())
    )
    return {row[0]: row[1] for row in rows}


def floor_of(moment: datetime) -> UUID:
    """The lowest id that a record of this moment can have."""
    return UUID(int=int(moment.timestamp() * 1000) << MILLISECOND_PLACE)


def _of_person(
    db: Session, actor_id: UUID, actions: Sequence[str], since: datetime
) -> Iterator[RecordLine]:
    rows = db.scalars(
        select(AuditRow)
        .where(
            AuditRow.actor_id == actor_id,
            AuditRow.id >= floor_of(since),
            AuditRow.action.in_(actions),
        )
        .order_by(AuditRow.id.desc())
        .limit(LINES_MAX)
    )
    return map(_line, rows)


def _narrowed(asked: TrailAsked) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if asked.person_id:
        parts.append(AuditRow.actor_id == asked.person_id)
    elif asked.person:
        parts.append(AuditRow.actor_label.istartswith(asked.person, autoescape=True))
    if asked.subject_id:
        is_about = AuditRow.subject_id == asked.subject_id
        parts.append(or_(is_about, AuditRow.customer_id == asked.subject_id))
    if asked.action:
        parts.append(AuditRow.action == asked.action)
    if asked.day:
        begins = datetime.combine(asked.day, time.min, EASTERN)
        ends = datetime.combine(asked.day + timedelta(days=1), time.min, EASTERN)
        parts += [AuditRow.id >= floor_of(begins), AuditRow.id < floor_of(ends)]
    return parts


def _line(row: AuditRow) -> RecordLine:
    values = {field.name: getattr(row, field.name) for field in fields(RecordLine)}
    details = {name: value for name, value in row.details.items() if name != "reason"}
    return RecordLine(**values | {"reason": reason_of(row) or None, "details": details})
