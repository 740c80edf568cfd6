"""Reads of notes about a thing, of who looks after it, and of who could."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.notes.rules import Subject
from app.banking.notes.tables import AssignmentRow, NoteRow
from app.kernel.errors import NotFound
from app.kernel.ids import LoginId, NoteId
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question, Rows, read

PEOPLE_MAX = 200
PINNED_MAX = 20
ONLY_LOOKING = ("examiner", "read_only")
Team = tuple[list[tuple[LoginId, str]], LoginId | None]


@dataclass(frozen=True, slots=True)
class Note:
    id: NoteId
    body: str
    is_pinned: bool
    author_id: UUID | None
    author_label: str
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawn_label: str | None


@dataclass(frozen=True, slots=True)
class Assignee:
    """Who looks after a thing, and since when."""

    login_id: LoginId
    name: str
    assigned_at: datetime
    assigned_label: str


def notes_about(
    db: Session, subject_ids: Collection[UUID], *, before: Moment | None = None, limit: int = 25
) -> list[Note]:
    """Newest first, those withdrawn among them."""
    return read(db, asking_notes(subject_ids, before=before, limit=limit))


def asking_notes(
    subject_ids: Collection[UUID], *, before: Moment | None = None, limit: int = 25
) -> Question[list[Note]]:
    """The same, to be asked beside other things."""
    row = NoteRow
    asked = (
        _notes()
        .where(row.subject_id.in_(subject_ids), *earlier(row.created_at, row.id, before))
        .order_by(row.created_at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    return Question(asked, lambda rows: [Note(*each) for each in rows])


def notes_to_show(db: Session, subject_id: UUID, *, limit: int = 5) -> list[Note]:
    """For the pane of a page: what is pinned, then the latest."""
    return read(db, asking_notes_to_show(subject_id, limit=limit))


def asking_notes_to_show(subject_id: UUID, *, limit: int = 5) -> Question[list[Note]]:
    """The same, to be asked beside other things."""
    row = NoteRow
    is_on_top = and_(row.is_pinned, row.withdrawn_at.is_(None))
    asked = (
        _notes()
        .where(row.subject_id == subject_id)
        .order_by(is_on_top.desc(), row.created_at.desc(), row.id.desc())
        .limit(page_size(limit) + PINNED_MAX)
    )

    def shown(rows: Rows) -> list[Note]:
        notes = [Note(*each) for each in rows]
        pinned = [each for each in notes if each.is_pinned and each.withdrawn_at is None]
        return [*pinned, *[each for each in notes if each not in pinned][:limit]]

    return Question(asked, shown)


def assignee_of(db: Session, subject_id: UUID) -> Assignee | None:
    return read(db, asking_assignee(subject_id))


def asking_assignee(subject_id: UUID) -> Question[Assignee | None]:
    """The same, to be asked beside other things."""
    row = AssignmentRow
    asked = select(row.login_id, row.login_label, row.assigned_at, row.assigned_label).where(
        row.subject_id == subject_id, row.login_id.is_not(None)
    )
    return Question(asked, lambda rows: Assignee(*rows[0]) if rows else None)


def team_of(db: Session, subject_id: UUID, *, kind: str, wall: datetime) -> Team:
    return read(db, asking_team(subject_id, kind=kind, wall=wall))


def asking_team(subject_id: UUID, *, kind: str, wall: datetime) -> Question[Team]:
    """Who could look after a thing, by name, and who of them does; `kind` is user or officer."""
    row, whose = LoginRow, AssignmentRow
    is_current = and_(
        whose.partner_id == row.partner_id,
        whose.login_id == row.id,
        whose.subject_id == subject_id,
    )
    may_come = and_(*_may_come(wall))
    asked = (
        select(row.id, row.name, whose.login_id)
        .outerjoin(whose, is_current)
        .where(row.kind == kind, or_(may_come, whose.login_id.is_not(None)))
        .order_by(row.name, row.id)
        .limit(PEOPLE_MAX)
    )
    return Question(asked, _team)


def _team(rows: Rows) -> Team:
    current = next((LoginId(each.id) for each in rows if each.login_id), None)
    return [(LoginId(each.id), each.name) for each in rows], current


def assignees_of(db: Session, subject_ids: Collection[UUID]) -> dict[UUID, tuple[LoginId, str]]:
    """Who looks after each of some things, where anybody does."""
    row = AssignmentRow
    found = db.execute(
        select(row.subject_id, row.login_id, row.login_label).where(
            row.subject_id.in_(subject_ids), row.login_id.is_not(None)
        )
    )
    return {each.subject_id: (LoginId(each.login_id), each.login_label) for each in found}


def colleagues(db: Session, *, kind: str, wall: datetime) -> list[tuple[LoginId, str]]:
    """Who could look after something, by name; `kind` is user or officer."""
    row = LoginRow
    found = db.execute(
        select(row.id, row.name)
        .where(row.kind == kind, *_may_come(wall))
        .order_by(row.name, row.id)
        .limit(PEOPLE_MAX)
    )
    return [(LoginId(each.id), each.name) for each in found]


def _may_come(wall: datetime) -> tuple[ColumnElement[bool], ...]:
    row = LoginRow
    return (
        ~row.is_disabled,
        row.role.not_in(ONLY_LOOKING),
        or_(row.access_until.is_(None), row.access_until > wall),
    )


def subject_of(db: Session, subject_id: UUID) -> Subject:
    """What is looked after, by its id; raises NotFound for what nobody ever looked after."""
    row = AssignmentRow
    kind = db.scalar(select(row.subject_kind).where(row.subject_id == subject_id))
    if kind is None:
        raise NotFound("assignment")
    return Subject(kind, subject_id)


def _notes() -> Select[*tuple[Any, ...]]:
    """The columns of a note, in its own order."""
    row = NoteRow
    return select(
        row.id,
        row.body,
        row.is_pinned,
        row.author_id,
        row.author_label,
        row.created_at,
        row.withdrawn_at,
        row.withdrawn_label,
    )
