"""Withdraw a note of one's own: it stays, struck out, with the time it was withdrawn."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.notes.rules import Subject
from app.banking.notes.tables import NoteRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import NoteId


def withdraw_note(db: Session, *, note_id: NoteId, actor: Actor, now: datetime) -> Subject:
    """What it was about; raises NotFound, Refused("not_yours"), Conflict when it was before."""
    row = db.scalar(select(NoteRow).where(NoteRow.id == note_id).with_for_update())
    if row is None:
        raise NotFound("note")
    if row.author_id != actor.id:
        raise Refused("not_yours", "Only whoever wrote a note withdraws it.")
    if row.withdrawn_at is not None:
        raise Conflict("already_withdrawn", "This note was withdrawn before.")
    row.withdrawn_at, row.withdrawn_label = now, actor.label
    about = Subject(row.subject_kind, row.subject_id)
    db.flush()
    record(
        db, actor, "note.withdrawn", subject=(about.kind, about.id), now=now, note_id=str(note_id)
    )
    return about
