"""Note that the Fed has a window's file."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.payments.tables import OutgoingFileRow
from app.kernel.actor import Actor
from app.kernel.ids import FileId


def note_sent(db: Session, *, file_id: FileId, actor: Actor, now: datetime) -> None:
    """Once; a file that was sent before keeps its moment."""
    sent = (
        update(OutgoingFileRow)
        .where(OutgoingFileRow.id == file_id, OutgoingFileRow.status == "written")
        .values(status="sent", sent_at=now)
        .returning(OutgoingFileRow.id)
    )
    if db.scalar(sent):
        record(db, actor, "outgoing_file.sent", subject=("file", file_id), now=now)
