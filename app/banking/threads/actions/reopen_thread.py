"""Open a closed thread again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.threads.rows import lock_thread
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import ThreadId


def reopen_thread(db: Session, *, thread_id: ThreadId, actor: Actor, now: datetime) -> None:
    """Raises NotFound, and Conflict when it is open."""
    row = lock_thread(db, thread_id)
    if row.closed_at is None:
        raise Conflict("already_open", "This conversation is open.")
    row.closed_at = row.closed_label = None
    db.flush()
    about = ("thread", row.id)
    record(db, actor, "thread.reopened", subject=about, now=now, customer_id=row.customer_id)
