"""The schedule's own notebook: what was planned for when, begun, finished; one leader writes it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.kernel.ids import new_id
from app.storage.tables import ScheduleRunRow

LEADER = text("select pg_try_advisory_xact_lock(:number)")
SCHEDULE, SEALER, AUDITOR = 7_110_002, 7_110_003, 7_110_004  # each part has a leader of its own


@dataclass(frozen=True, slots=True)
class Run:
    """One planned run that was begun."""

    id: UUID
    kind: str
    due_at: datetime


def lead(db: Session, part: int = SCHEDULE) -> bool:
    """Whether this transaction leads; it does until it ends, however it ends, and nobody else."""
    return bool(db.scalar(LEADER, {"number": part}))


def last_planned(db: Session) -> dict[str, datetime]:
    """The latest moment that was dealt with, by kind."""
    row = ScheduleRunRow
    rows = db.execute(select(row.kind, func.max(row.due_at).label("due_at")).group_by(row.kind))
    return {row.kind: row.due_at for row in rows}


def unfinished(db: Session) -> list[Run]:
    """Runs that a leader began and did not finish, oldest first."""
    row = ScheduleRunRow
    rows = db.execute(
        select(row.id, row.kind, row.due_at)
        .where(row.finished_at.is_(None))
        .order_by(row.due_at, row.kind)
    )
    return [Run(run_id, kind, due_at) for run_id, kind, due_at in rows]


def begin(db: Session, *, kind: str, due_at: datetime, now: datetime) -> None:
    """Write a planned run down, once per kind and moment."""
    row = insert(ScheduleRunRow).values(
        id=new_id(now), kind=kind, due_at=due_at, started_at=now, finished_at=None
    )
    db.execute(row.on_conflict_do_nothing())


def finish(db: Session, *, kind: str, due_at: datetime, now: datetime) -> None:
    db.execute(
        update(ScheduleRunRow)
        .where(ScheduleRunRow.kind == kind, ScheduleRunRow.due_at == due_at)
        .values(finished_at=now)
    )
