"""What was asked for about a thing, and who said what: the approvals of its own page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.banking.approvals.queries import label_of
from app.banking.approvals.rows import shown_in
from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow, ApprovalVoteRow
from app.kernel.ids import ApprovalId

STEPS_MAX = 100


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a request: asked, answered, ended."""

    approval_id: ApprovalId
    id: UUID
    at: datetime
    step: str
    title: str
    who: str
    note: str = ""


def said_about(db: Session, subject_ids: Collection[UUID]) -> list[Said]:
    """Every step of the latest requests about these things, newest first."""
    row, cast = ApprovalRow, ApprovalVoteRow
    of_request = and_(cast.partner_id == row.partner_id, cast.approval_id == row.id)
    found = db.execute(
        select(row, cast)
        .outerjoin(cast, of_request)
        .where(row.subject_id.in_(subject_ids))
        .order_by(row.asked_at.desc(), row.id.desc())
        .limit(STEPS_MAX)
    ).all()
    said = [step for each in dict.fromkeys(it[0] for it in found) for step in _steps(each)]
    said += [_answer(vote) for _, vote in found if vote is not None]
    return sorted(said, key=lambda each: (each.at, each.id), reverse=True)


def _steps(row: ApprovalRow) -> list[Said]:
    title = f"{label_of(row.action)}: {shown_in(row)['title']}"
    its_id = ApprovalId(row.id)
    steps = [Said(its_id, row.id, row.asked_at, "asked", title, row.maker_label)]
    if row.closed_at and row.status != Status.REJECTED:
        why, who = row.closed_reason or "", row.closed_label or ""
        steps.append(Said(its_id, row.id, row.closed_at, row.status, title, who, why))
    return steps


def _answer(row: ApprovalVoteRow) -> Said:
    step = "yes" if row.is_yes else "no"
    its_id = ApprovalId(row.approval_id)
    return Said(its_id, row.approval_id, row.at, step, "", row.voter_label, row.note)
