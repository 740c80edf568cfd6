"""Reads of rules: those in force, who set them and when, and the versions before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.rows import latest_floors, latest_policies, terms_of
from app.banking.approvals.rule_words import case_words, people_words, roles_words, upper
from app.banking.approvals.rules import Terms
from app.banking.approvals.tables import ApprovalFloorRow, ApprovalPolicyRow
from app.kernel.ids import ApprovalId, RuleId


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One version of a rule, in words, with who set it."""

    rule_id: RuleId
    owner: Literal["partner", "bank"]
    version: int
    terms: Terms
    is_withdrawn: bool
    set_at: datetime
    set_label: str
    approval_id: ApprovalId | None

    @property
    def about(self) -> str:
        return ACTIONS[self.terms.action].label

    @property
    def case(self) -> str:
        return upper(case_words(self.terms))

    @property
    def people(self) -> str:
        return people_words(self.terms.required)

    @property
    def roles(self) -> str:
        return roles_words(self.terms.checker_roles)


def rule_lines(db: Session) -> list[RuleLine]:
    """Every rule in force of the partner and its bank, by what it is about."""
    lines = [_line(row, "partner") for row in latest_policies(db)]
    lines += [_line(row, "bank") for row in latest_floors(db)]
    return sorted(
        lines, key=lambda line: (line.terms.action, line.owner, line.set_at, line.rule_id)
    )


def rule_history(db: Session, line: RuleLine) -> list[RuleLine]:
    """Every version of a rule, newest first."""
    own, floor = ApprovalPolicyRow, ApprovalFloorRow
    if line.owner == "partner":
        policies = select(own).where(own.rule_id == line.rule_id).order_by(own.version.desc())
        return [_line(row, "partner") for row in db.scalars(policies)]
    floors = select(floor).where(floor.rule_id == line.rule_id).order_by(floor.version.desc())
    return [_line(row, "bank") for row in db.scalars(floors)]


def _line(row: ApprovalPolicyRow | ApprovalFloorRow, owner: Literal["partner", "bank"]) -> RuleLine:
    return RuleLine(
        rule_id=RuleId(row.rule_id),
        owner=owner,
        version=row.version,
        terms=terms_of(row),
        is_withdrawn=row.is_withdrawn,
        set_at=row.set_at,
        set_label=row.set_label,
        approval_id=ApprovalId(row.approval_id) if row.approval_id else None,
    )
