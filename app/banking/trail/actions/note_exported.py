"""Write down that somebody took a copy of records or of people's names along."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.trail.seals import partner_in
from app.kernel.actor import Actor


def note_exported(
    db: Session, *, what: str, form: str, rows: int, actor: Actor, now: datetime
) -> None:
    """`what` is the table that was taken along, `form` the kind of file."""
    record(
        db,
        actor,
        "export.taken",
        subject=("partner", partner_in(db, None)),
        now=now,
        what=what,
        form=form,
        rows=rows,
    )
