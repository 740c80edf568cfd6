"""Whose turn a piece of work is: lease it, finish it, put it off or give it up.

Due by business time; leases and retries run on wall time. A lease is taken in a transaction of
its own, so that a worker that dies leaves its mark; the work itself holds the row's lock, so
that nobody else can finish it meanwhile.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.banking.events.tables import OutboxRow
from app.kernel.ids import PartnerId, WorkId

LEASE = timedelta(seconds=60)
ATTEMPTS_MAX = 10
BACKOFF_FIRST = timedelta(seconds=2)
BACKOFF_MAX = timedelta(minutes=10)
ERROR_LENGTH_MAX = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock may know: whose work it is, which, what kind, since when."""

    partner_id: PartnerId
    work_id: WorkId
    kind: str
    due_at: datetime
    leased_until: datetime | None


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that is ours until `until` (wall time), or that was given up as we looked."""

    work_id: WorkId
    kind: str
    payload: dict[str, Any]
    attempt: int
    until: datetime
    is_given_up: bool = False


@dataclass(frozen=True, slots=True)
class Only:
    """Some of the work: of these kinds, not of those, of these partners; None means all."""

    kinds: Collection[str] | None = None
    kinds_not: Collection[str] = ()
    partners: Collection[UUID] | None = None


EVERYTHING = Only()


def due_work(
    db: Session, *, now: datetime, wall: datetime, limit: int, only: Only = EVERYTHING
) -> list[Due]:
    """What is due by business time and leased by nobody, oldest first; for the clock's role."""
    row = OutboxRow
    found = db.execute(
        select(row.partner_id, row.id, row.kind, row.due_at, row.leased_until)
        .where(row.done_at.is_(None), row.failed_at.is_(None), row.due_at <= now)
        .where(row.leased_until.is_(None) | (row.leased_until <= wall))
        .where(row.kind.in_(only.kinds) if only.kinds is not None else true())
        .where(row.kind.not_in(only.kinds_not) if only.kinds_not else true())
        .where(row.partner_id.in_(only.partners) if only.partners is not None else true())
        .order_by(row.due_at, row.id)
        .limit(limit)
    )
    return [Due(PartnerId(p), WorkId(i), kind, due, until) for p, i, kind, due, until in found]


def take(db: Session, work_id: UUID, *, now: datetime, wall: datetime) -> Lease | None:
    """Lease due work of the partner in scope; None when it is done, not due, or another's.

    Work that has ended its worker too often is given up here: nobody else is left to say so.
    """
    row = _waiting(db, work_id)
    if row is None or row.due_at > now or (row.leased_until and row.leased_until > wall):
        return None
    if row.attempts >= ATTEMPTS_MAX:
        row.failed_at = wall
        row.last_error = row.last_error or "every worker that tried it ended before it was done"
        return Lease(WorkId(row.id), row.kind, row.payload, row.attempts, wall, is_given_up=True)
    row.attempts += 1
    row.leased_until = wall + LEASE
    return Lease(WorkId(row.id), row.kind, row.payload, row.attempts, row.leased_until)


def hold(db: Session, lease: Lease) -> bool:
    """Lock the work for the transaction that does it; False when the lease was lost meanwhile.

    Whoever looks at it at this moment is waited for: he will see that it is leased, and go.
    """
    row = _waiting(db, lease.work_id, passes_by=False)
    return row is not None and row.leased_until == lease.until and row.attempts == lease.attempt


def finish(db: Session, lease: Lease, *, now: datetime) -> None:
    """Done, in the transaction that did it."""
    row = _waiting(db, lease.work_id)
    assert row is not None  # noqa: S101 -- hold() locked it in this transaction
    row.done_at, row.leased_until, row.last_error = now, None, None


def put_off(db: Session, lease: Lease, *, error: str, wall: datetime) -> bool:
    """Remember what went wrong and wait before the next attempt; True when it was the last one."""
    row = _waiting(db, lease.work_id)
    if row is None or row.attempts != lease.attempt:
        return False
    row.last_error = error[:ERROR_LENGTH_MAX]
    if row.attempts >= ATTEMPTS_MAX:
        row.failed_at, row.leased_until = wall, None
        return True
    row.leased_until = wall + pause_after(row.attempts)
    return False


def pause_after(attempts: int) -> timedelta:
    """Each pause is twice the one before, up to a ceiling."""
    doublings: int = 2 ** (attempts - 1)
    return min(BACKOFF_FIRST * doublings, BACKOFF_MAX)


def _waiting(db: Session, work_id: UUID, *, passes_by: bool = True) -> OutboxRow | None:
    """The row, locked; whoever finds it locked by another leaves it alone, or waits."""
    return db.scalars(
        select(OutboxRow)
        .where(OutboxRow.id == work_id, OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None))
        .with_for_update(skip_locked=passes_by)
        .execution_options(populate_existing=True)
    ).one_or_none()
