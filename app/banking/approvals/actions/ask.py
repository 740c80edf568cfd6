"""Ask for a second person where the rules want one; what is asked is written down for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.persons import person_key
from app.banking.access.tables import LoginRow
from app.banking.approvals.rows import rules_in_force
from app.banking.approvals.rules import (
    Case,
    Requirement,
    Status,
    canonical,
    digest_of,
    person_of,
    requirement_of,
)
from app.banking.approvals.tables import ApprovalRow
from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import ApprovalId, new_id
from app.kernel.money import Money
from app.storage.scope import current_scope

EXPIRE, WAITS = "approval.expire", "approval.waits"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to happen: `shown` (see `shown_of`) is exactly what a checker will see.

    `facts` are for judging: (label, value) or (label, value, tone), tone `warning` or `neutral`.
    """

    action: str
    subject: tuple[str, UUID]
    shown: dict[str, Any]
    facts: Sequence[tuple[str, ...]] = ()
    amount: Money | None = None
    rail: str = ""
    counterparty_days: int | None = None
    customer_id: UUID | None = None

    def case(self, actor: Actor) -> Case:
        """What the rules look at."""
        return Case(self.action, self.amount, self.rail, self.counterparty_days, maker_role(actor))


def maker_role(actor: Actor) -> str:
    return actor.role or ("customer" if actor.kind == "customer" else "")


def requirement_for(
    db: Session, proposal: Proposal, *, actor: Actor, now: datetime
) -> Requirement | None:
    """What the rules in force ask for; None when one person is enough."""
    return requirement_of(rules_in_force(db, proposal.action, now=now), proposal.case(actor))


def ask(db: Session, proposal: Proposal, *, actor: Actor, now: datetime) -> ApprovalId | None:
    """Ask, if the rules want it; None: no approval is needed and the caller goes on at once.

    Asking the same again while it waits is the same request. Raises Refused("user_needed"), and
    Conflict("already_asked") when another person asks for exactly that.
    """
    requirement = requirement_for(db, proposal, actor=actor, now=now)
    if requirement is None:
        return None
    if actor.id is None:
        raise Refused("user_needed", "Only a person who is signed in can ask for an approval.")
    row = _row(db, proposal, requirement, actor=actor, now=now)
    asked = (
        insert(ApprovalRow)
        .values(**row)
        .on_conflict_do_nothing(
            index_elements=("partner_id", "action", "subject_id", "shown_sha256"),
            index_where=ApprovalRow.status == Status.PENDING.value,
        )
    )
    approval_id = db.scalar(asked.returning(ApprovalRow.id))
    if approval_id is None:
        return _first(db, row)
    _announce(db, proposal, row, actor=actor, now=now)
    return ApprovalId(approval_id)


def _row(
    db: Session, proposal: Proposal, requirement: Requirement, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    scope = current_scope(db)
    shown = canonical(proposal.shown)
    return {
        "partner_id": scope.partner_id,
        "id": new_id(now),
        "customer_id": proposal.customer_id or scope.customer_id,
        "action": proposal.action,
        "subject_kind": proposal.subject[0],
        "subject_id": proposal.subject[1],
        "shown": shown,
        "shown_sha256": digest_of(shown),
        "facts": [list(fact) for fact in proposal.facts],
        "amount_minor": proposal.amount.minor if proposal.amount else None,
        "currency": proposal.amount.currency if proposal.amount else None,
        "rail": proposal.rail,
        "counterparty_days": proposal.counterparty_days,
        "required": requirement.required,
        "checker_roles": sorted(requirement.checker_roles),
        "rule_ids": [rule.id for rule in requirement.rules if rule.id],
        "status": Status.PENDING.value,
        "asked_at": now,
        "expires_at": now + requirement.expires_after,
        **_maker(db, actor),
    }


def _maker(db: Session, actor: Actor) -> dict[str, Any]:
    assert actor.id is not None  # noqa: S101 -- ask() refused it
    person = actor.person
    if not person and current_scope(db).customer_id is None:
        email = db.scalar(select(LoginRow.email).where(LoginRow.id == actor.id))
        person = person_key(email) if email else ""
    return {
        "maker_kind": actor.kind,
        "maker_id": actor.id,
        "maker_person": person_of(actor.id, person),
        "maker_label": actor.label,
        "maker_role": maker_role(actor),
        "maker_session": actor.session,
    }


def _first(db: Session, row: dict[str, Any]) -> ApprovalId:
    """The same asked twice; by another person it is refused, who may decide the first one."""
    found = db.execute(
        select(ApprovalRow.id, ApprovalRow.maker_id).where(
            ApprovalRow.action == row["action"],
            ApprovalRow.subject_id == row["subject_id"],
            ApprovalRow.shown_sha256 == row["shown_sha256"],
            ApprovalRow.status == Status.PENDING,
        )
    ).one_or_none()
    if found is None or found.maker_id != row["maker_id"]:
        raise Conflict(
            "already_asked",
            "Exactly this waits for a second person already.",
            next_step="Open the approvals to see it.",
        )
    return ApprovalId(found.id)


def _announce(
    db: Session, proposal: Proposal, row: dict[str, Any], *, actor: Actor, now: datetime
) -> None:
    publish(
        db,
        EXPIRE,
        key=str(row["id"]),
        now=now,
        due_at=row["expires_at"],
        customer_id=row["customer_id"],
        approval_id=str(row["id"]),
    )
    # Told by a worker: whoever asks, a customer perhaps, cannot see who decides.
    publish(
        db,
        WAITS,
        key=str(row["id"]),
        now=now,
        customer_id=row["customer_id"],
        approval_id=str(row["id"]),
    )
    record(
        db,
        actor,
        "approval.asked",
        subject=("approval", row["id"]),
        now=now,
        customer_id=row["customer_id"],
        about=proposal.action,
        about_id=str(proposal.subject[1]),
        required=row["required"],
        shown_sha256=row["shown_sha256"],
    )
