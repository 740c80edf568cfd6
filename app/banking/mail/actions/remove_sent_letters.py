"""Remove letters that were sent, or given up, long ago; what still waits stays."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.retention import ROWS_MAX, letters_before
from app.banking.mail.tables import MailRow
from app.kernel.actor import Actor
from app.kernel.ids import new_id
from app.storage.scope import current_scope


def remove_sent_letters(db: Session, *, actor: Actor, now: datetime) -> int:
    """At most ROWS_MAX rows of the partner in scope, the oldest first; returns how many."""
    before = letters_before(now)
    old = (
        select(MailRow.id)
        .where(
            # Ids grow with time: what is younger is not looked at.
            MailRow.id < new_id(before),
            MailRow.ended_at < before,
        )
        .order_by(MailRow.id)
        .limit(ROWS_MAX)
    )
    ids = db.scalars(old).all()
    if not ids:
        return 0
    db.execute(delete(MailRow).where(MailRow.id.in_(ids)))
    subject = ("partner", current_scope(db).partner_id)
    day = before.date().isoformat()
    record(db, actor, "letters.removed", subject=subject, now=now, rows=len(ids), older_than=day)
    return len(ids)
