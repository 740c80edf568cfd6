"""Threads as rows to act on: locked before they are looked at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.threads.tables import ThreadRow
from app.kernel.errors import NotFound
from app.kernel.ids import ThreadId


def lock_thread(db: Session, thread_id: ThreadId) -> ThreadRow:
    """Raises NotFound."""
    found = select(ThreadRow).where(ThreadRow.id == thread_id).with_for_update()
    row = db.scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("conversation")
    return row
