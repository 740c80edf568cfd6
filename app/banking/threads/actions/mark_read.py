"""Note that one side has read a thread up to now."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.threads.queries import Thread
from app.banking.threads.tables import ThreadRow
from app.kernel.actor import Actor


def mark_read(
    db: Session, thread: Thread, *, by_customer: bool, actor: Actor, now: datetime
) -> None:
    """Nothing is written when there is nothing new to that side."""
    is_new = thread.is_unread_by_customer if by_customer else thread.is_unread_by_staff
    if not is_new:
        return
    name = "customer_read_at" if by_customer else "staff_read_at"
    db.execute(update(ThreadRow).where(ThreadRow.id == thread.id).values({name: now}))
    record(
        db,
        actor,
        "thread.read",
        subject=("thread", thread.id),
        now=now,
        customer_id=thread.customer_id,
        side="customer" if by_customer else "staff",
    )
