"""Loosening a rule of a partner, or a floor of a bank, once a second person has agreed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.approvals.actions.set_rule import RuleOrder, apply_rule, shown_change
from app.banking.approvals.queries import Asked
from app.banking.approvals.rule_words import terms_in
from app.banking.decisions.executor import Executor, Occasion
from app.kernel.errors import NotFound
from app.kernel.ids import RuleId


def order_of(asked: Asked) -> RuleOrder:
    bound = asked.bound
    return RuleOrder(bound["owner"], terms_in(bound), RuleId(UUID(bound["rule_id"])))


def present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """The change against the rule as it is now; None when somebody has taken the rule away."""
    del now
    try:
        return shown_change(db, order_of(asked))
    except NotFound:
        return None


def execute(db: Session, asked: Asked, occasion: Occasion) -> None:
    """Write the looser version, with the approval that allows it."""
    apply_rule(db, order_of(asked), approval_id=asked.id, actor=occasion.actor, now=occasion.now)


RULE_CHANGE = Executor(present, execute)
