"""What stands beside every thing: its notes, and who looks after it."""

from typing import Any
from uuid import UUID

from flask import current_app, g, url_for
from sqlalchemy.orm import Session

from app.banking.notes.queries import Note, assignee_of, notes_about, notes_to_show, team_of
from app.banking.notes.rules import ASSIGNED
from app.storage.keyset import Moment
from app.web.door import work
from app.web.object_pages.forms import AssignmentForm, NoteForm
from app.web.object_pages.told import TOLD_A_PAGE, Source, Told

WHOSE_NOTES = {
    "console": "Among colleagues; never shown to customers.",
    "oversight": "The bank's own; no partner sees them.",
}
QUOTED_MAX, LATEST_SHOWN = 400, 5


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
        "notes": _shown_of(_latest(its_id)),
        "note_form": (form or NoteForm(formdata=None)) if may_write else None,
        "note_action": url_for(f"notes.create_{kind}_note", its_id=its_id),
        "note_words": WHOSE_NOTES[work.host.surface],
        "own_login_id": work.login.login_id if work.login else None,
    }


def notes_source(subject_ids: list[UUID]) -> Source:
    """Notes on a timeline; of one withdrawn only that it was."""

    def tell(before: Moment | None, limit: int) -> list[Told]:
        one = subject_ids[0] if len(subject_ids) == 1 and before is None else None
        found = (
            _latest(one)
            if one
            else notes_about(notebook(), subject_ids, before=before, limit=limit)
        )
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
            for note in found
        ]

    return Source("notes", tell)


def _latest(its_id: UUID) -> list[Note]:
    """What the pane and the first page of the timeline both show: read once for a page."""
    kept: dict[UUID, list[Note]] = g.setdefault("notes_of", {})
    if its_id not in kept:
        kept[its_id] = notes_to_show(notebook(), its_id, limit=TOLD_A_PAGE + 1)
    return kept[its_id]


def _shown_of(found: list[Note]) -> list[Note]:
    pinned = [note for note in found if note.is_pinned and note.withdrawn_at is None]
    return [*pinned, *[note for note in found if note not in pinned][:LATEST_SHOWN]]


def quoted(text: str) -> str:
    return text if len(text) <= QUOTED_MAX else f"{text[:QUOTED_MAX].rstrip()}…"


def _assignment_pane(kind: str, its_id: UUID) -> dict[str, Any]:
    form = None
    if work.may("assignments.change"):
        form = AssignmentForm(formdata=None)
        people, current = team_of(notebook(), its_id, kind="user", wall=work.wall)
        form.offer(people, current)
        name = next((name for login_id, name in people if login_id == current), "")
    else:
        found = assignee_of(notebook(), its_id)
        name = found.name if found else ""
    return {
        "assigned_name": name or "Nobody",
        "assignment_form": form,
        "assignment_action": url_for(f"notes.assign_{kind}", its_id=its_id),
    }
