"""Remove rows that have been done with long enough: work, letters; what is open stays."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.retention import ROWS_MAX, Ended
from app.kernel.actor import Actor
from app.kernel.ids import new_id
from app.storage.scope import current_scope


def remove_old(db: Session, what: Ended, *, actor: Actor, now: datetime) -> int:
    """At most ROWS_MAX rows of the partner in scope, the oldest first; returns how many."""
    row, before = what.row, what.before(now)
    old = (
        # Ids grow with time: what is younger is not looked at.
        select(row.id)
        .where(row.id < new_id(before), what.ended_at < before)
        .order_by(row.id)
        .limit(ROWS_MAX)
    )
    ids = db.scalars(old).all()
    if not ids:
        return 0
    db.execute(delete(row).where(row.id.in_(ids)))
    subject = ("partner", current_scope(db).partner_id)
    day = before.date().isoformat()
    record(db, actor, what.action, subject=subject, now=now, rows=len(ids), older_than=day)
    return len(ids)
