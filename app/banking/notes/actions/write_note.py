"""Write a note about a thing, for the others of the staff."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.notes.rules import NOTED, Subject, check_kind, read_body
from app.banking.notes.tables import NoteRow
from app.kernel.actor import Actor
from app.kernel.ids import NoteId, new_id
from app.storage.scope import current_scope


def write_note(
    db: Session,
    *,
    about: Subject,
    body: str,
    is_pinned: bool = False,
    actor: Actor,
    now: datetime,
) -> NoteId:
    """Its words are never changed afterwards; raises Refused("note_length")."""
    check_kind(about, NOTED)
    row = NoteRow(
        partner_id=current_scope(db).partner_id,
        id=new_id(now),
        subject_kind=about.kind,
        subject_id=about.id,
        body=read_body(body),
        is_pinned=is_pinned,
        author_id=actor.id,
        author_label=actor.label,
        created_at=now,
    )
    db.add(row)
    db.flush()
    record(db, actor, "note.written", subject=(about.kind, about.id), now=now, note_id=str(row.id))
    return NoteId(row.id)
