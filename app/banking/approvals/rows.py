"""Approvals as rows to act on, and what rules are in force; locked before they are looked at."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.rules import Case, Requirement, Rule, Setter, Terms, requirement_of
from app.banking.approvals.tables import (
    ApprovalFloorRow,
    ApprovalPolicyRow,
    ApprovalRow,
    RuleColumns,
)
from app.kernel.errors import Conflict, NotFound
from app.kernel.ids import ApprovalId, RuleId
from app.kernel.money import Money
from app.storage.scope import current_scope
from tenants.tables import PartnerRow


def lock_approval(db: Session, approval_id: ApprovalId) -> ApprovalRow:
    """One that waits, locked: of fifty who decide at once the next one sees what the first left.

    Raises NotFound, and Conflict for one that has ended, which nobody can lock any more.
    """
    found = select(ApprovalRow).where(ApprovalRow.id == approval_id)
    row = db.scalar(found.with_for_update().execution_options(populate_existing=True))
    if row is None:
        ended = db.scalar(found.execution_options(populate_existing=True))
        if ended is None:
            raise NotFound("approval")
        raise already_ended(ended.status)
    return row


def already_ended(status: str) -> Conflict:
    words = {"void": "not valid any more, because what it is about has changed"}
    return Conflict(
        "already_decided",
        f"This request is {words.get(status, status)}.",
        next_step="Open it to see by whom.",
    )


def waiting_for(db: Session, subject_id: UUID, action: str) -> ApprovalRow | None:
    """The approval of a thing that still waits, locked."""
    return db.scalar(
        select(ApprovalRow)
        .where(
            ApprovalRow.subject_id == subject_id,
            ApprovalRow.action == action,
            ApprovalRow.status == "pending",
        )
        .order_by(ApprovalRow.id.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def subjects_waiting(action: str) -> Select[UUID]:
    """What is waited for under an action, as part of another question."""
    row = ApprovalRow
    return select(row.subject_id).where(row.action == action, row.status == "pending")


def rules_in_force(db: Session, action: str, *, now: datetime) -> list[Rule]:
    """The partner's own rules about an action, its bank's floors, and what always holds."""
    found = [_rule(row, "partner") for row in latest_policies(db, action, now=now)]
    floors = [] if ACTIONS[action].is_of_bank else latest_floors(db, action, now=now)
    if floors and not _is_house(db):
        found += [_rule(row, "bank") for row in floors]
    always = ACTIONS[action].always
    return [*found, always] if always else found


def latest_policies(
    db: Session, action: str | None = None, *, now: datetime | None = None
) -> list[ApprovalPolicyRow]:
    """The version in force of each of the partner's rules that was not taken away."""
    row = ApprovalPolicyRow
    asked = select(row).ext(distinct_on(row.rule_id)).order_by(row.rule_id, row.version.desc())
    asked = asked.where(row.action == action) if action else asked
    found = db.scalars(asked.where(row.set_at <= now) if now else asked)
    return [each for each in found if not each.is_withdrawn]


def latest_floors(
    db: Session, action: str | None = None, *, now: datetime | None = None
) -> list[ApprovalFloorRow]:
    """The same of the bank: the partner's bank, or the one in scope."""
    row = ApprovalFloorRow
    asked = select(row).ext(distinct_on(row.rule_id)).order_by(row.rule_id, row.version.desc())
    asked = asked.where(row.action == action) if action else asked
    found = db.scalars(asked.where(row.set_at <= now) if now else asked)
    return [each for each in found if not each.is_withdrawn]


def requirement_now(db: Session, row: ApprovalRow, *, now: datetime) -> Requirement:
    """What was asked for, or more where the rules have become stricter since."""
    asked = Requirement(row.required, frozenset(row.checker_roles), row.expires_at - row.asked_at)
    by_now = requirement_of(rules_in_force(db, row.action, now=now), case_of(row))
    return asked.strictest(by_now) if by_now else asked


def case_of(row: ApprovalRow) -> Case:
    amount = None
    if row.amount_minor is not None and row.currency is not None:
        amount = Money(row.amount_minor, row.currency)
    return Case(row.action, amount, row.rail, row.counterparty_days, row.maker_role)


def terms_of(row: RuleColumns) -> Terms:
    amount_from = None
    if row.amount_from_minor is not None and row.currency is not None:
        amount_from = Money(row.amount_from_minor, row.currency)
    return Terms(
        action=row.action,
        checker_roles=frozenset(row.checker_roles),
        required=row.required,
        expiry_hours=row.expiry_hours,
        amount_from=amount_from,
        rail=row.rail,
        younger_than_days=row.younger_than_days,
        maker_roles=frozenset(row.maker_roles) if row.maker_roles is not None else None,
    )


def shown_in(row: ApprovalRow) -> dict[str, Any]:
    """What was shown, as values."""
    return dict(json.loads(row.shown))


def _is_house(db: Session) -> bool:
    """A floor is for the bank's partners; its officers are not a partner's staff."""
    own = select(PartnerRow.is_house).where(PartnerRow.id == current_scope(db).partner_id)
    return bool(db.scalar(own))


def _rule(row: ApprovalPolicyRow | ApprovalFloorRow, setter: Setter) -> Rule:
    return Rule(terms_of(row), setter, RuleId(row.rule_id))
