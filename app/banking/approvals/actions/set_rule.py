"""Write a rule of a partner, or a floor of a bank, as its next version.

Tightening is done at once; loosening is asked for first, under the rules that hold until then, and
`apply_rule` is called by whoever executes the approval.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.banking.approvals.actions.ask import Proposal, ask
from app.banking.approvals.catalogue import able_of
from app.banking.approvals.rows import rules_in_force, terms_of
from app.banking.approvals.rule_words import shown_rule
from app.banking.approvals.rules import Terms, check_terms, columns_of, loosens
from app.banking.approvals.tables import ApprovalFloorRow, ApprovalPolicyRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import ApprovalId, RuleId, new_id
from app.storage.scope import current_scope

Owner = Literal["partner", "bank"]
RuleRow = ApprovalPolicyRow | ApprovalFloorRow
LOOSENS: dict[Owner, str] = {"partner": "policy.loosen", "bank": "floors.loosen"}


@dataclass(frozen=True, slots=True)
class RuleOrder:
    """A new rule (no `rule_id`), another version of one, or (no `terms`) its end."""

    owner: Owner
    terms: Terms | None
    rule_id: RuleId | None = None


def set_rule(db: Session, order: RuleOrder, *, actor: Actor, now: datetime) -> ApprovalId | None:
    """Done at once (None) when it only tightens; else an approval that waits for a second person.

    A floor is set in the scope of the bank's house partner. Raises NotFound, Conflict, Refused.
    """
    before = current_terms(db, order)
    checked = _checked(db, order, before, now=now)
    if before is None or not loosens(before, checked.terms):
        apply_rule(db, checked, actor=actor, now=now)
        return None
    assert order.rule_id is not None  # noqa: S101 -- there was a rule before
    proposal = Proposal(
        LOOSENS[order.owner], ("approval_rule", order.rule_id), shown_change(db, checked)
    )
    asked = ask(db, proposal, actor=actor, now=now)
    assert asked is not None  # noqa: S101 -- loosening always needs a second person
    return asked


def apply_rule(
    db: Session,
    order: RuleOrder,
    *,
    approval_id: ApprovalId | None = None,
    actor: Actor,
    now: datetime,
) -> RuleId:
    """Write the version; raises Refused("approval_needed") for loosening without an approval."""
    last = _last(db, order)
    terms = order.terms or (terms_of(last) if last else None)
    if terms is None:
        raise NotFound("rule")
    is_loosened = (
        last is not None and not last.is_withdrawn and loosens(terms_of(last), order.terms)
    )
    if is_loosened and approval_id is None:
        raise Refused("approval_needed", "Loosening a rule takes a second person.")
    rule_id = RuleId(last.rule_id) if last else RuleId(new_id(now))
    values: dict[str, Any] = {
        _owner_column(order): _owner_id(db, order),
        "id": new_id(now),
        "rule_id": rule_id,
        "version": last.version + 1 if last else 1,
        "is_withdrawn": order.terms is None,
        "set_at": now,
        "set_by": actor.id,
        "set_label": actor.label,
        "approval_id": approval_id,
        **columns_of(terms),
    }
    try:
        with db.begin_nested():
            db.execute(insert(_table(order)).values(**values))
    except IntegrityError as error:
        raise Conflict("rule_changed", "Somebody has just changed this rule.") from error
    _record(db, order, rule_id, terms, actor=actor, now=now)
    return rule_id


def current_terms(db: Session, order: RuleOrder) -> Terms | None:
    """What the rule says now; None for a new one. Raises NotFound for one that is not there."""
    last = _last(db, order)
    if order.rule_id is None:
        return None
    if last is None or last.is_withdrawn:
        raise NotFound("rule")
    return terms_of(last)


def shown_change(db: Session, order: RuleOrder) -> dict[str, Any]:
    """A rule before and after, as a checker sees it, with the values behind it."""
    assert order.rule_id is not None  # noqa: S101 -- only what is there can be loosened
    return shown_rule(order.owner, order.rule_id, current_terms(db, order), order.terms)


def _checked(db: Session, order: RuleOrder, before: Terms | None, *, now: datetime) -> RuleOrder:
    if order.terms is None:
        return order
    if before and before.action != order.terms.action:
        raise Refused("action_fixed", "A rule stays about the same action; add another one.")
    terms = check_terms(order.terms, able=able_of(order.terms.action, order.owner))
    shared = terms.checker_roles
    for rule in rules_in_force(db, terms.action, now=now):
        if rule.id != order.rule_id:
            shared &= rule.terms.checker_roles
    if not shared:
        raise Refused(
            "nobody_left",
            "Together with the other rules about this, nobody could approve it any more.",
            next_step="Choose a role that the other rules name as well.",
        )
    return RuleOrder(order.owner, terms, order.rule_id)


def _last(db: Session, order: RuleOrder) -> RuleRow | None:
    if order.rule_id is None:
        return None
    row = _table(order)
    found = select(row).where(row.rule_id == order.rule_id).order_by(row.version.desc())
    return cast("RuleRow | None", db.scalar(found.limit(1)))


def _table(order: RuleOrder) -> type[ApprovalPolicyRow] | type[ApprovalFloorRow]:
    return ApprovalPolicyRow if order.owner == "partner" else ApprovalFloorRow


def _owner_column(order: RuleOrder) -> str:
    return f"{order.owner}_id"


def _owner_id(db: Session, order: RuleOrder) -> UUID:
    scope = current_scope(db)
    owner_id = scope.partner_id if order.owner == "partner" else scope.bank_id
    if owner_id is None:
        raise RuntimeError("a floor is set in the scope of its bank: open the house partner")
    return owner_id


def _record(
    db: Session, order: RuleOrder, rule_id: RuleId, terms: Terms, *, actor: Actor, now: datetime
) -> None:
    noun = "approval_policy" if order.owner == "partner" else "approval_floor"
    record(
        db,
        actor,
        f"{noun}.withdrawn" if order.terms is None else f"{noun}.set",
        subject=("approval_rule", rule_id),
        now=now,
        about=terms.action,
        required=terms.required,
    )
