"""Remove work that was done long ago; what is open or was given up stays."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.retention import ROWS_MAX, work_before
from app.banking.events.tables import OutboxRow
from app.kernel.actor import Actor
from app.kernel.ids import new_id
from app.storage.scope import current_scope


def remove_done_work(db: Session, *, actor: Actor, now: datetime) -> int:
    """At most ROWS_MAX rows of the partner in scope, the oldest first; returns how many."""
    before = work_before(now)
    old = (
        select(OutboxRow.id)
        .where(
            # Ids grow with time: what is younger is not looked at.
            OutboxRow.id < new_id(before),
            OutboxRow.done_at < before,
        )
        .order_by(OutboxRow.id)
        .limit(ROWS_MAX)
    )
    ids = db.scalars(old).all()
    if not ids:
        return 0
    db.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))
    subject = ("partner", current_scope(db).partner_id)
    day = before.date().isoformat()
    record(db, actor, "work.removed", subject=subject, now=now, rows=len(ids), older_than=day)
    return len(ids)
