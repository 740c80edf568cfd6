"""How the outbox stands, by kind; for the auditor, who never sees what work is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.events.tables import OutboxRow
from app.kernel.ids import WorkId

FAILED_MAX = 50


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of work that is not all done."""

    kind: str
    due: int
    later: int
    leased: int
    failed: int
    due_since: datetime | None


@dataclass(frozen=True, slots=True)
class FailedLine:
    """Work that was given up: which, whose, when, and what sort of error ended it."""

    partner_id: UUID
    work_id: WorkId
    kind: str
    attempts: int
    failed_at: datetime
    error: str


def work_by_kind(db: Session, *, now: datetime, wall: datetime) -> list[KindLine]:
    """Due by business time, leased by wall time; failures first, then what is due the longest."""
    row = OutboxRow
    is_open = row.failed_at.is_(None)
    is_due, is_leased = is_open & (row.due_at <= now), is_open & (row.leased_until > wall)
    rows = db.execute(
        select(
            row.kind,
            func.count().filter(is_due & ~func.coalesce(is_leased, False)),
            func.count().filter(is_open & (row.due_at > now)),
            func.count().filter(is_leased),
            func.count().filter(row.failed_at.is_not(None)),
            func.min(row.due_at).filter(is_due),
        )
        .where(row.done_at.is_(None))
        .group_by(row.kind)
    )
    lines = [KindLine(*each) for each in rows]
    return sorted(lines, key=lambda line: (-line.failed, line.due_since or now, line.kind))


def failed_work(db: Session) -> list[FailedLine]:
    """The latest that were given up; of the error only its name, which is nobody's data."""
    row = OutboxRow
    rows = db.execute(
        select(
            row.partner_id,
            row.id,
            row.kind,
            row.attempts,
            row.failed_at,
            func.split_part(func.coalesce(row.last_error, ""), ":", 1),
        )
        .where(row.failed_at.is_not(None), row.done_at.is_(None))
        .order_by(row.failed_at.desc(), row.id)
        .limit(FAILED_MAX)
    )
    return [FailedLine(*each) for each in rows]
