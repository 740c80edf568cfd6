"""Reads of notes about a thing, of who looks after it, and of who could."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.notes.tables import AssignmentRow, NoteRow
from app.kernel.ids import LoginId, NoteId
from app.storage.keyset import Moment, earlier, page_size

PEOPLE_MAX = 200
PINNED_MAX = 20
ONLY_LOOKING = ("examiner", "read_only")


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
    row = NoteRow
    rows = db.scalars(
        select(row)
        .where(row.subject_id.in_(subject_ids), *earlier(row.created_at, row.id, before))
        .order_by(row.created_at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    return [_note(each) for each in rows]


def notes_to_show(db: Session, subject_id: UUID, *, limit: int = 5) -> list[Note]:
    """For the pane of a page: what is pinned, then the latest."""
    row = NoteRow
    is_on_top = and_(row.is_pinned, row.withdrawn_at.is_(None))
    rows = db.scalars(
        select(row)
        .where(row.subject_id == subject_id)
        .order_by(is_on_top.desc(), row.created_at.desc(), row.id.desc())
        .limit(page_size(limit) + PINNED_MAX)
    ).all()
    pinned = [each for each in rows if each.is_pinned and each.withdrawn_at is None]
    latest = [each for each in rows if each not in pinned][:limit]
    return [_note(each) for each in (*pinned, *latest)]


def assignee_of(db: Session, subject_id: UUID) -> Assignee | None:
    row = db.scalar(
        select(AssignmentRow).where(
            AssignmentRow.subject_id == subject_id, AssignmentRow.login_id.is_not(None)
        )
    )
    if row is None or row.login_id is None:
        return None
    return Assignee(LoginId(row.login_id), row.login_label, row.assigned_at, row.assigned_label)


def team_of(
    db: Session, subject_id: UUID, *, kind: str, wall: datetime
) -> tuple[list[tuple[LoginId, str]], LoginId | None]:
    """Who could look after a thing, by name, and who of them does; `kind` is user or officer."""
    row, whose = LoginRow, AssignmentRow
    is_current = and_(
        whose.partner_id == row.partner_id,
        whose.login_id == row.id,
        whose.subject_id == subject_id,
    )
    may_come = and_(
        ~row.is_disabled,
        row.role.not_in(ONLY_LOOKING),
        or_(row.access_until.is_(None), row.access_until > wall),
    )
    rows = db.execute(
        select(row.id, row.name, whose.login_id)
        .outerjoin(whose, is_current)
        .where(row.kind == kind, or_(may_come, whose.login_id.is_not(None)))
        .order_by(row.name, row.id)
        .limit(PEOPLE_MAX)
    ).all()
    current = next((LoginId(each.id) for each in rows if each.login_id), None)
    return [(LoginId(each.id), each.name) for each in rows], current


def counting_assigned(login_id: UUID) -> ScalarSelect[int]:
    """How much somebody looks after, for a statement that counts other things too."""
    return select(func.count()).where(AssignmentRow.login_id == login_id).scalar_subquery()


def _note(row: NoteRow) -> Note:
    return Note(
        id=NoteId(row.id),
        body=row.body,
        is_pinned=row.is_pinned,
        author_id=row.author_id,
        author_label=row.author_label,
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_label=row.withdrawn_label,
    )
