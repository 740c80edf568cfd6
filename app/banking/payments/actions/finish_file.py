"""A received file is posted when nothing of it waits any more."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.payments.intake_rules import Outcome
from app.banking.payments.tables import ReceivedEntryRow, ReceivedFileRow
from app.kernel.actor import Actor
from app.kernel.ids import FileId
from app.storage.scope import current_scope


def finish_file(db: Session, *, file_id: FileId, actor: Actor, now: datetime) -> bool:
    """Mark the file posted, once; False while entries of a later day still wait."""
    bank_id = current_scope(db).bank_id
    waiting = exists().where(
        ReceivedEntryRow.bank_id == bank_id,
        ReceivedEntryRow.file_id == file_id,
        ReceivedEntryRow.outcome == Outcome.WAITING,
    )
    file = db.scalars(
        select(ReceivedFileRow)
        .where(ReceivedFileRow.bank_id == bank_id, ReceivedFileRow.id == file_id)
        .with_for_update()
    ).one()
    if file.status == "posted":
        return True
    if file.status != "accepted" or db.scalar(select(waiting)):
        return False
    file.status, file.posted_at = "posted", now
    record(db, actor, "file.posted", subject=("file", file_id), now=now, entries=file.entries)
    return True
