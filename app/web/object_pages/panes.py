"""What stands beside every thing: its notes, and who looks after it."""

from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from app.banking.access.rules import KIND_OF_SURFACE
from app.banking.audit.queries import ChangeLine, asking_changes
from app.banking.notes.queries import (
    Note,
    Team,
    asking_assignee,
    asking_notes,
    asking_notes_to_show,
    asking_team,
    notes_to_show,
)
from app.banking.notes.rules import Subject
from app.storage.keyset import Moment
from app.storage.together import Question, each_as, read_together
from app.web.door import work
from app.web.object_pages.forms import AssignmentForm, NoteForm
from app.web.object_pages.kinds import address_of
from app.web.object_pages.sources import HANDED, of_change
from app.web.object_pages.told import TOLD_A_PAGE, Source, Told

WHOSE_NOTES = {
    "console": "Among colleagues; never shown to customers.",
    "oversight": "The bank's own; no partner sees them.",
}
QUOTED_MAX, LATEST_SHOWN = 400, 5
NOTES_READ = TOLD_A_PAGE + 1


def notebook() -> Session:
    """Whose notes: the partner's own, or the bank's own in its house partner's books."""
    return work.house() if work.host.surface == "oversight" else work.db


def panes(kind: str, its_id: UUID, *, form: NoteForm | None = None) -> dict[str, Any]:
    """The context of `object_pages/_panes.html`; the notes come along with who is there."""
    may_change = work.may("assignments.change")
    whose = KIND_OF_SURFACE[work.host.surface]
    who = asking_team(its_id, kind=whose, wall=work.wall) if may_change else asking_assignee(its_id)
    is_bank = work.host.surface == "oversight"
    also = [_asking_handed(its_id)] if is_bank else []
    notes_asked = asking_notes_to_show(its_id, limit=NOTES_READ)
    notes, found, *handed = read_together(notebook(), notes_asked, who, *also)
    _kept_notes()[its_id] = notes
    if is_bank:
        g.setdefault("handed_on", {})[its_id] = handed[0]
    pane = _team_pane(found) if may_change else {"assigned_name": found.name if found else ""}
    return {
        **notes_pane(kind, its_id, form=form),
        "assignment_form": None,
        **pane,
        "assigned_name": pane["assigned_name"] or "Nobody",
        "assignment_action": address_of(f"notes.assign_{kind}", Subject(kind, its_id)),
    }


def notes_pane(kind: str, its_id: UUID, *, form: NoteForm | None = None) -> dict[str, Any]:
    may_write = work.may("notes.write")
    return {
        "notes": _shown_of(_latest(its_id)),
        "note_form": (form or NoteForm(formdata=None)) if may_write else None,
        "note_action": address_of(f"notes.create_{kind}_note", Subject(kind, its_id)),
        "note_words": WHOSE_NOTES[work.host.surface],
        "own_login_id": work.login.login_id if work.login else None,
    }


def notes_source(subject_ids: list[UUID]) -> Source:
    """Notes on a timeline; of one withdrawn only that it was."""

    def tell(before: Moment | None, limit: int) -> list[Told] | Question[list[Told]]:
        one = subject_ids[0] if len(subject_ids) == 1 and before is None else None
        if one:
            return [_told(each) for each in _latest(one)]
        return each_as(asking_notes(subject_ids, before=before, limit=limit), _told)

    return Source("notes", tell, notebook())


def handed_source(its_id: UUID) -> Source:
    """Who of the bank came to look after a partner's thing: that is on the bank's own record."""

    def tell(before: Moment | None, limit: int) -> list[Told] | Question[list[Told]]:
        if before is None and its_id in g.get("handed_on", {}):
            return list(map(_as_handed, g.handed_on[its_id]))
        return each_as(_asking_handed(its_id, before=before, limit=limit), _as_handed)

    return Source("changes", tell, notebook())


def _asking_handed(
    its_id: UUID, *, before: Moment | None = None, limit: int = NOTES_READ
) -> Question[list[ChangeLine]]:
    return asking_changes([its_id], before=before, limit=limit, only=(HANDED,))


def _as_handed(line: ChangeLine) -> Told:
    return of_change(line, None, owner=work.host.partner_id)


def _told(note: Note) -> Told:
    return Told(
        at=note.created_at,
        id=note.id,
        kind="notes",
        title="Note, withdrawn" if note.withdrawn_at else "Note",
        body="" if note.withdrawn_at else quoted(note.body),
        actor=note.author_label,
        mark="edit",
    )


def _latest(its_id: UUID) -> list[Note]:
    """What the pane and the first page of the timeline both show: read once for a page."""
    kept = _kept_notes()
    if its_id not in kept:
        kept[its_id] = notes_to_show(notebook(), its_id, limit=NOTES_READ)
    return kept[its_id]


def _kept_notes() -> dict[UUID, list[Note]]:
    kept: dict[UUID, list[Note]] = g.setdefault("notes_of", {})
    return kept


def _shown_of(found: list[Note]) -> list[Note]:
    pinned = [note for note in found if note.is_pinned and note.withdrawn_at is None]
    return [*pinned, *[note for note in found if note not in pinned][:LATEST_SHOWN]]


def quoted(text: str) -> str:
    return text if len(text) <= QUOTED_MAX else f"{text[:QUOTED_MAX].rstrip()}…"


def _team_pane(team: Team) -> dict[str, Any]:
    form, (people, current) = AssignmentForm(formdata=None), team
    form.offer(people, current)
    name = next((name for login_id, name in people if login_id == current), "")
    return {"assignment_form": form, "assigned_name": name}
