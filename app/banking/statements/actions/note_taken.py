"""Write down that staff took a document with somebody's personal data along."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.kernel.actor import Actor


def note_taken(db: Session, *, statement_id: UUID, form: str, actor: Actor, now: datetime) -> None:
    subject = ("statement", statement_id)
    record(db, actor, "statement.taken", subject=subject, now=now, form=form)
