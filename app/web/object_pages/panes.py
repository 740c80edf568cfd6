"""What stands beside every thing: its notes, and who looks after it."""

from typing import Any
from uuid import UUID

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app.banking.notes.queries import assignee_of, notes_about, notes_to_show, people_to_assign
from app.banking.notes.rules import ASSIGNED
from app.storage.keyset import Moment
from app.web.door import work
from app.web.object_pages.forms import AssignmentForm, NoteForm
from app.web.object_pages.steps import lacks
from app.web.object_pages.told import Source, Told

QUOTED_MAX = 400


def notebook() -> Session:
    """Whose notes: the partner's own, or the bank's own in its house partner's books."""
    return work.house() if work.host.surface == "oversight" else work.db


def panes(kind: str, its_id: UUID, *, form: NoteForm | None = None) -> dict[str, Any]:
    """The context of `object_pages/_panes.html`."""
    context = notes_pane(kind, its_id, form=form)
    if kind in ASSIGNED and f"notes.assign_{kind}" in current_app.view_functions:
        context |= _assignment_pane(kind, its_id)
    return context


def notes_pane(kind: str, its_id: UUID, *, form: NoteForm | None = None) -> dict[str, Any]:
    may_write = work.may("notes.write")
    return {
        "notes": notes_to_show(notebook(), its_id),
        "note_form": (form or NoteForm(formdata=None)) if may_write else None,
        "note_action": url_for(f"notes.create_{kind}_note", its_id=its_id),
        "note_why_not": lacks("notes.write"),
        "own_login_id": work.login.login_id if work.login else None,
    }


def notes_source(subject_ids: list[UUID]) -> Source:
    """Notes on a timeline; of one withdrawn only that it was."""

    def tell(before: Moment | None, limit: int) -> list[Told]:
        return [
            Told(
                at=note.created_at,
                id=note.id,
                kind="notes",
                title="Note, withdrawn" if note.withdrawn_at else "Note",
                body="" if note.withdrawn_at else quoted(note.body),
                actor=note.author_label,
                mark="edit",
            )
            for note in notes_about(notebook(), subject_ids, before=before, limit=limit)
        ]

    return Source("notes", tell)


def quoted(text: str) -> str:
    return text if len(text) <= QUOTED_MAX else f"{text[:QUOTED_MAX].rstrip()}…"


def _assignment_pane(kind: str, its_id: UUID) -> dict[str, Any]:
    found = assignee_of(notebook(), its_id)
    may_assign = work.may("assignments.change")
    form = None
    if may_assign:
        form = AssignmentForm(formdata=None)
        people = people_to_assign(notebook(), "user", wall=work.wall)
        form.offer(people, found.login_id if found else None)
    return {
        "assignee": found,
        "assigned_name": found.name if found else "Nobody",
        "assignment_form": form,
        "assignment_action": url_for(f"notes.assign_{kind}", its_id=its_id),
        "is_mine": bool(found and work.login and found.login_id == work.login.login_id),
    }
