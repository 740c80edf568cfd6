"""A customer does not want a second factor now; the card that led to one stays away for a while."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.queries import SignedIn
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor


def put_off_reminder(db: Session, who: SignedIn, *, actor: Actor, wall: datetime) -> None:
    """Until REMIND_AFTER has passed."""
    db.execute(update(LoginRow).where(LoginRow.id == who.login_id).values(reminded_at=wall))
    record(db, actor, "reminder.put_off", subject=("login", who.login_id), now=wall)
