"""Reads of approvals: what waits for me, and one in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.rows import requirement_now, shown_in
from app.banking.approvals.rules import Change, Rule, Status
from app.banking.approvals.tables import ApprovalRow, ApprovalVoteRow
from app.kernel.errors import NotFound
from app.kernel.ids import ApprovalId, CustomerId
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was made, with everything behind it; what an executor works from."""

    id: ApprovalId
    action: str
    subject_kind: str
    subject_id: UUID
    customer_id: CustomerId | None
    shown: dict[str, Any]
    shown_sha256: str
    maker_id: UUID
    maker_label: str
    status: str

    @property
    def bound(self) -> dict[str, Any]:
        """The exact values: ids and minor units."""
        return dict(self.shown["bound"])


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A request as a list shows it."""

    id: ApprovalId
    partner_id: UUID
    action: str
    title: str
    amount: Money | None
    maker_label: str
    status: str
    required: int
    yes: int
    asked_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    closed_label: str | None

    @property
    def action_label(self) -> str:
        return label_of(self.action)

    @property
    def progress(self) -> str:
        """How many have agreed, while it waits."""
        return f"{self.yes} of {self.required}" if self.status == Status.PENDING else ""


@dataclass(frozen=True, slots=True)
class Vote:
    voter_id: UUID
    voter_label: str
    voter_role: str
    is_yes: bool
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalDetail:
    """One request in full: exactly what will happen, what to judge it by, who has said what."""

    line: ApprovalLine
    asked: Asked
    facts: tuple[tuple[str, ...], ...]
    votes: tuple[Vote, ...]
    checker_roles: frozenset[str]
    rules: tuple[Rule, ...]
    maker_role: str
    maker_session: str
    closed_reason: str

    @property
    def changes(self) -> tuple[Change, ...]:
        rows = self.asked.shown["changes"]
        return tuple(Change(label, after, before) for label, before, after in rows)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their login, the person behind it, and their role."""

    login_id: UUID
    person: str
    role: str


def label_of(action: str) -> str:
    known = ACTIONS.get(action)
    return known.label if known else action


def asked_of(row: ApprovalRow) -> Asked:
    """The row as executors see it."""
    return Asked(
        id=ApprovalId(row.id),
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        customer_id=CustomerId(row.customer_id) if row.customer_id else None,
        shown=shown_in(row),
        shown_sha256=row.shown_sha256,
        maker_id=row.maker_id,
        maker_label=row.maker_label,
        status=row.status,
    )


def counting_for_me(me: Reader, now: datetime | ColumnElement[datetime]) -> ScalarSelect[int]:
    """How many wait for this person, as part of a question that counts other things too."""
    return select(func.count()).where(*for_me(me, now)).scalar_subquery()


def approval_detail(db: Session, approval_id: ApprovalId, *, now: datetime) -> ApprovalDetail:
    """One request with its votes, and what the rules in force ask for; raises NotFound."""
    row = db.scalar(select(ApprovalRow).where(ApprovalRow.id == approval_id))
    if row is None:
        raise NotFound("approval")
    needed = requirement_now(db, row, now=now)
    cast = ApprovalVoteRow
    votes = db.scalars(select(cast).where(cast.approval_id == row.id).order_by(cast.at)).all()
    return ApprovalDetail(
        line=_line(row, sum(1 for each in votes if each.is_yes), now, required=needed.required),
        asked=asked_of(row),
        facts=tuple(tuple(fact) for fact in row.facts),
        votes=tuple(
            Vote(v.voter_id, v.voter_label, v.voter_role, v.is_yes, v.note, v.at) for v in votes
        ),
        checker_roles=needed.checker_roles,
        rules=needed.rules,
        maker_role=row.maker_role,
        maker_session=row.maker_session,
        closed_reason=row.closed_reason or "",
    )


def latest_about(db: Session, subject_id: UUID, *, now: datetime) -> ApprovalLine | None:
    """The latest request about a thing, for its own page."""
    row = db.scalars(
        select(ApprovalRow)
        .where(ApprovalRow.subject_id == subject_id)
        .order_by(ApprovalRow.id.desc())
        .limit(1)
    ).first()
    return _line(row, 0, now) if row else None


def was_executed(db: Session, approval_id: ApprovalId, *, action: str, subject_id: UUID) -> bool:
    """Whether this approval of this action on this thing was given; the last look of an action."""
    found = db.scalar(
        select(ApprovalRow.id).where(
            ApprovalRow.id == approval_id,
            ApprovalRow.action == action,
            ApprovalRow.subject_id == subject_id,
            ApprovalRow.status == Status.EXECUTED,
        )
    )
    return found is not None


def for_me(me: Reader, now: datetime | ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """What makes a request one that this person can decide now."""
    row, cast = ApprovalRow, ApprovalVoteRow
    has_voted = (
        select(cast.approval_id)
        .where(
            cast.partner_id == row.partner_id,
            cast.approval_id == row.id,
            (cast.voter_id == me.login_id) | (cast.voter_person == me.person),
        )
        .exists()
    )
    return [
        row.status == Status.PENDING,
        row.expires_at > now,
        row.maker_id != me.login_id,
        row.maker_person != me.person,
        row.checker_roles.contains([me.role]),
        ~has_voted,
    ]


def _lines(db: Session, rows: Sequence[ApprovalRow], now: datetime) -> list[ApprovalLine]:
    cast = ApprovalVoteRow
    counted = db.execute(
        select(cast.approval_id, func.count())
        .where(cast.approval_id.in_([row.id for row in rows]), cast.is_yes.is_(True))
        .group_by(cast.approval_id)
    )
    yes = {approval_id: int(count) for approval_id, count in counted}
    return [_line(row, yes.get(row.id, 0), now) for row in rows]


def _line(
    row: ApprovalRow, yes: int, now: datetime, *, required: int | None = None
) -> ApprovalLine:
    is_over = row.status == Status.PENDING and row.expires_at <= now
    status = Status.EXPIRED.value if is_over else row.status
    return approval_line(row, status, yes, required=required)


def approval_line(
    row: ApprovalRow, status: str, yes: int, *, required: int | None = None
) -> ApprovalLine:
    """A request with the state it is in by now, and how many have agreed so far."""
    amount = None
    if row.amount_minor is not None and row.currency is not None:
        amount = Money(row.amount_minor, row.currency)
    return ApprovalLine(
        id=ApprovalId(row.id),
        partner_id=row.partner_id,
        action=row.action,
        title=str(shown_in(row)["title"]),
        amount=amount,
        maker_label=row.maker_label,
        status=status,
        required=required or row.required,
        yes=yes,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        closed_at=row.closed_at,
        closed_label=row.closed_label,
    )
