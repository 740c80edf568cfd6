"""What colleagues do about many things at once: hand them on, and write the same note on each."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.listing.spec import TableSpec
from app.banking.lists.verb import Doing, Foreseen, Verb
from app.banking.notes.actions.assign import assign
from app.banking.notes.actions.write_note import write_note
from app.banking.notes.queries import assignees_of, subject_of
from app.banking.notes.rules import Subject
from app.kernel.ids import LoginId


def assigning(spec: TableSpec, kind: str = "") -> Verb:
    """Somebody of the team looks after each from now on, or nobody.

    Without a kind the list is of things that somebody looks after already, of several kinds.
    """

    def do(db: Session, its_id: UUID, doing: Doing) -> None:
        about = Subject(kind, its_id) if kind else subject_of(db, its_id)
        assign(db, about=about, login_id=doing.person, actor=doing.actor, now=doing.now)

    return Verb(
        f"assign_{spec.name}",
        spec,
        "assignments.change",
        "assignment",
        label="Assign",
        verb="Assign",
        will="is looked after by {person} from now on",
        did="Assigned",
        do=do,
        asks="person",
        foresee=_assigned_before,
    )


def noting(spec: TableSpec, kind: str) -> Verb:
    """The same note on each, for the others of the staff."""

    def do(db: Session, its_id: UUID, doing: Doing) -> None:
        about = Subject(kind, its_id)
        write_note(db, about=about, body=doing.text, actor=doing.actor, now=doing.now)

    return Verb(
        f"note_{spec.name}",
        spec,
        "notes.write",
        "note",
        label="Add a note",
        verb="Add a note to",
        will="gets the same note; its words are never changed afterwards",
        did="Added a note to",
        do=do,
        asks="note",
    )


def _assigned_before(
    db: Session, ids: Sequence[UUID], person: LoginId | None
) -> dict[UUID, Foreseen]:
    found = assignees_of(db, ids)
    return {each: _foreseen(found.get(each), person) for each in ids}


def _foreseen(now: tuple[LoginId, str] | None, person: LoginId | None) -> Foreseen:
    stands = f"Now: {now[1]}" if now else "Now: nobody"
    if (now[0] if now else None) != person:
        return Foreseen(stands)
    why_not = f"{now[1]} looks after it already." if now else "Nobody looks after it already."
    return Foreseen(stands, why_not)
