"""Reads of the audit trail: what was done about a thing, and by whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, Uuid, any_, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.banking.audit.tables import AuditRow
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question, Rows, read

RECORDS_MAX = 100
# Ids, some of them values of another question, or all that one names.
Subjects = Collection[UUID | ScalarSelect[UUID]] | Select[UUID]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One record, as staff read it."""

    at: datetime
    action: str
    actor_kind: str
    actor_label: str
    details: dict[str, Any]
    reason: str
    address_class: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One record as the page of what it is about tells it."""

    id: UUID
    at: datetime
    recorded_at: datetime
    action: str
    subject_kind: str
    subject_id: UUID | None
    actor_label: str
    on_behalf_of: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    details: dict[str, Any]


def changes_about(
    db: Session,
    subject_ids: Collection[UUID],
    *,
    before: Moment | None = None,
    limit: int = 25,
    without: Sequence[str] = (),
) -> list[ChangeLine]:
    """What was done about these things before a moment, newest first.

    `without` leaves out actions that begin with one of its words.
    """
    return read(db, asking_changes(subject_ids, before=before, limit=limit, without=without))


def asking_changes(
    subject_ids: Subjects,
    *,
    before: Moment | None = None,
    limit: int = 25,
    without: Sequence[str] = (),
    only: Sequence[str] = (),
) -> Question[list[ChangeLine]]:
    """The same, to be asked beside other things; `only` names how those told begin, if not all."""
    row = AuditRow
    begins = or_(*(row.action.startswith(each, autoescape=True) for each in only)) if only else None
    asked = (
        select(
            row.id,
            row.at,
            row.recorded_at,
            row.action,
            row.subject_kind,
            row.subject_id,
            row.actor_label,
            row.on_behalf_of_label,
            row.reason,
            row.before,
            row.after,
            row.details,
        )
        .where(_is_about(subject_ids), *earlier(row.at, row.id, before))
        .where(*(~row.action.startswith(each, autoescape=True) for each in without))
        .where(*([] if begins is None else [begins]))
        .order_by(row.at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    return Question(asked, _changes)


def _is_about(subject_ids: Subjects) -> ColumnElement[bool]:
    """What another question names is read first, as one array: each of it by the index then."""
    row = AuditRow
    if not isinstance(subject_ids, Select):
        return row.subject_id.in_(subject_ids)
    found = func.array(subject_ids.scalar_subquery(), type_=ARRAY(Uuid))
    return row.subject_id == any_(found)


def _changes(rows: Rows) -> list[ChangeLine]:
    return [
        ChangeLine(
            id=row.id,
            at=row.at,
            recorded_at=row.recorded_at,
            action=row.action,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            actor_label=row.actor_label,
            on_behalf_of=row.on_behalf_of_label or "",
            reason=reason_of(row),
            before=row.before or {},
            after=row.after or {},
            details=row.details,
        )
        for row in rows
    ]


def actors_by_detail(
    db: Session, subject_id: UUID, action: str, detail: str, values: Collection[str]
) -> dict[str, str]:
    """Who did something to a thing, by what a detail of the record says."""
    row, said = AuditRow, AuditRow.details[detail].astext
    rows = db.execute(
        select(said, row.actor_label)
        .where(row.subject_id == subject_id, row.action == action, said.in_(list(values)))
        .order_by(row.at, row.id)
        .limit(RECORDS_MAX)
    )
    return {value: label for value, label in rows}  # noqa: C416 -- rows are no pairs


def records_about(db: Session, subject_ids: Collection[UUID]) -> list[AuditLine]:
    """What was done about these things, newest first."""
    rows = db.scalars(
        select(AuditRow)
        .where(AuditRow.subject_id.in_(subject_ids))
        .order_by(AuditRow.at.desc(), AuditRow.id.desc())
        .limit(RECORDS_MAX)
    )
    return [
        AuditLine(
            at=row.at,
            action=row.action,
            actor_kind=row.actor_kind,
            actor_label=row.actor_label,
            details=row.details,
            reason=reason_of(row),
            address_class=row.address_class,
        )
        for row in rows
    ]


def reason_of(row: Any) -> str:
    """Why it was done; old records kept it among their details."""
    return row.reason or str(row.details.get("reason") or "")
