"""The blueprint of notes and assignments, made anew for each surface that has them."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from app.banking.notes.actions.assign import assign
from app.banking.notes.actions.withdraw_note import withdraw_note
from app.banking.notes.actions.write_note import write_note
from app.banking.notes.rules import Subject
from app.kernel.errors import Refused
from app.kernel.ids import NoteId
from app.web.door import View, allow, page, work
from app.web.object_pages.forms import AssignmentForm, NoteForm
from app.web.object_pages.kinds import Kind, page_of, seen
from app.web.object_pages.panes import notebook, notes_pane


def notes_blueprint(name: str, kinds: Mapping[str, Kind]) -> Blueprint:
    """`POST /payments/<id>/notes` and its siblings, and who looks after each."""
    blueprint = Blueprint("notes", name)
    for kind_name, kind in kinds.items():
        path = f"{kind.path}/<{kind_name}:its_id>"
        endpoint = f"create_{kind_name}_note"
        blueprint.post(f"{path}/notes", endpoint=endpoint)(_note_view(kind_name, kind))
    blueprint.post("/notes/<note:note_id>/withdrawal")(create_withdrawal)
    _add_assignments(blueprint, kinds)
    return blueprint


def _add_assignments(blueprint: Blueprint, kinds: Mapping[str, Kind]) -> None:
    for kind_name, kind in kinds.items():
        path = f"{kind.path}/<{kind_name}:its_id>/assignment"
        view = _assignment_view(kind_name, kind)
        blueprint.post(path, endpoint=f"assign_{kind_name}")(view)


def _note_view(kind_name: str, kind: Kind) -> View:
    @allow("notes.write")
    def create_note(its_id: UUID, partner_id: UUID | None = None) -> ResponseReturnValue:
        about, form = seen(kind, kind_name, its_id, partner_id), NoteForm()
        if form.validate():
            try:
                write_note(
                    notebook(),
                    about=about,
                    body=form.note_body.data or "",
                    is_pinned=bool(form.note_pinned.data),
                    actor=work.actor,
                    now=work.now,
                )
            except Refused as refusal:
                form.refuse("note_body", refusal)
            else:
                return _noted(about)
        return _shown_again(about, form)

    return create_note  # type: ignore[return-value]


def _assignment_view(kind_name: str, kind: Kind) -> View:
    @allow("assignments.change")
    def create_assignment(its_id: UUID, partner_id: UUID | None = None) -> ResponseReturnValue:
        about, form = seen(kind, kind_name, its_id, partner_id), AssignmentForm()
        assign(notebook(), about=about, login_id=form.login_id, actor=work.actor, now=work.now)
        flash("It is handed on." if form.login_id else "Nobody looks after it now.", "success")
        return redirect(page_of(about), code=303)

    return create_assignment  # type: ignore[return-value]


@allow("notes.write")
def create_withdrawal(note_id: UUID) -> ResponseReturnValue:
    about = withdraw_note(notebook(), note_id=NoteId(note_id), actor=work.actor, now=work.now)
    return _noted(about)


def _noted(about: Subject) -> ResponseReturnValue:
    """The pane alone to a script that asked for it, else the thing's page at its notes."""
    if _wants_pane():
        return page("object_pages/_notes.html", **notes_pane(about.kind, about.id))
    return redirect(f"{page_of(about)}#notes", code=303)


def _shown_again(about: Subject, form: NoteForm) -> ResponseReturnValue:
    return page(
        "object_pages/note.html",
        fragment="object_pages/_notes.html" if _wants_pane() else "",
        status=422,
        back=page_of(about),
        **notes_pane(about.kind, about.id, form=form),
    )


def _wants_pane() -> bool:
    return request.headers.get("HX-Target") == "notes"
