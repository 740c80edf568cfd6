"""Write down that somebody took a copy of records, books or people's names along."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.storage.scope import current_partner


def note_exported(
    db: Session,
    *,
    what: str,
    form: str,
    rows: int,
    about: tuple[str, UUID] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """`what` was taken along, `form` the kind of file; what it was `about`, if less than all."""
    record(
        db,
        actor,
        "export.taken",
        subject=about or ("partner", current_partner(db)),
        now=now,
        what=what,
        form=form,
        rows=rows,
    )
