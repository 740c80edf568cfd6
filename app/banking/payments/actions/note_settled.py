"""Note that the Fed has settled a window's file and every payment in it is settled here."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.payments.tables import OutgoingFileRow
from app.kernel.actor import Actor
from app.kernel.ids import FileId


def note_settled(db: Session, *, file_id: FileId, actor: Actor, now: datetime) -> None:
    """Once, after the last of its payments."""
    settled = (
        update(OutgoingFileRow)
        .where(OutgoingFileRow.id == file_id, OutgoingFileRow.status == "sent")
        .values(status="settled")
        .returning(OutgoingFileRow.id)
    )
    if db.scalar(settled):
        record(db, actor, "outgoing_file.settled", subject=("file", file_id), now=now)
