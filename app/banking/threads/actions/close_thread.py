"""Close a thread when nothing is left to answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.threads.rows import lock_thread
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import ThreadId


def close_thread(db: Session, *, thread_id: ThreadId, actor: Actor, now: datetime) -> None:
    """Nobody waits in it any more; raises NotFound, and Conflict when it is closed already."""
    row = lock_thread(db, thread_id)
    if row.closed_at is not None:
        raise Conflict("already_closed", "This conversation is closed already.")
    row.closed_at, row.closed_label, row.waiting_since = now, actor.label, None
    db.flush()
    about = ("thread", row.id)
    record(db, actor, "thread.closed", subject=about, now=now, customer_id=row.customer_id)
