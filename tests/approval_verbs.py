"""Verbs of requests: rules are set, somebody asks, others decide."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.persons import person_key
from app.banking.approvals.actions.set_rule import RuleOrder, set_rule
from app.banking.approvals.actions.vote import Ballot
from app.banking.approvals.queries import (
    ApprovalDetail,
    ApprovalLine,
    Reader,
    approval_detail,
)
from app.banking.approvals.rules import Terms
from app.banking.approvals.tables import ApprovalRow
from app.banking.decisions.actions.decide import Outcome, decide
from app.kernel.actor import OPERATOR, Actor
from app.kernel.ids import ApprovalId, RuleId
from app.kernel.money import parse_amount
from app.storage.session import house_work, partner_work

if TYPE_CHECKING:
    from tests.world import World

_emails = count(1)
PASSWORD = "eight or more"


def joins(world: World, role: str, *, email: str = "", session: str = "first") -> Actor:
    """Somebody of the partner's staff, or an officer of its bank, with a login of their own."""
    is_officer = role in ("oversight_officer", "bsa_officer", "bank_operations", "examiner")
    email = email or f"{role}-{next(_emails)}@approvals.example"
    name = f"{role.replace('_', ' ').title()} {email.partition('@')[0].rpartition('-')[2]}"
    with partner_work(world.house_id if is_officer else world.partner_id) as db:
        login = add_user(db, UserOrder(email, name, role, PASSWORD), actor=OPERATOR, now=world.now)
    kind = "officer" if is_officer else "user"
    return Actor(kind, login, name, role=role, person=person_key(email), session=session)


def terms(action: str = "payments.send", **given: object) -> Terms:
    """Terms with amounts as typed: `terms(amount_from="500.00", required=2)`."""
    if isinstance(given.get("amount_from"), str):
        given["amount_from"] = parse_amount(str(given["amount_from"]))
    roles = given.pop("checker_roles", ("owner", "operations", "compliance"))
    return Terms(action=action, checker_roles=frozenset(roles), **given)  # type: ignore[arg-type]


def sets_rule(
    world: World, wanted: Terms | None, *, by: Actor, rule_id: RuleId | None = None
) -> ApprovalId | None:
    with partner_work(world.partner_id) as db:
        return set_rule(db, RuleOrder("partner", wanted, rule_id), actor=by, now=world.now)


def sets_floor(
    world: World, wanted: Terms | None, *, by: Actor, rule_id: RuleId | None = None
) -> ApprovalId | None:
    with house_work(world.house_id, world.bank_id) as db:
        return set_rule(db, RuleOrder("bank", wanted, rule_id), actor=by, now=world.now)


def decides(
    world: World, approval_id: ApprovalId, *, by: Actor, is_yes: bool = True, seen: str = ""
) -> Outcome:
    """Whoever opens the page and says yes or no to what it shows."""
    is_house = by.kind == "officer"
    opened = (
        house_work(world.house_id, world.bank_id) if is_house else partner_work(world.partner_id)
    )
    with opened as db:
        seen = seen or approval_detail(db, approval_id, now=world.now).asked.shown_sha256
        ballot = Ballot(is_yes, seen, "" if is_yes else "Not this one")
        return decide(db, approval_id=approval_id, ballot=ballot, actor=by, now=world.now)


def request(world: World, approval_id: ApprovalId) -> ApprovalDetail:
    with partner_work(world.partner_id) as db:
        return approval_detail(db, approval_id, now=world.now)


def waiting(world: World) -> list[ApprovalLine]:
    with partner_work(world.partner_id) as db:
        ids = db.scalars(select(ApprovalRow.id).order_by(ApprovalRow.id.desc())).all()
        found = [approval_detail(db, ApprovalId(each), now=world.now).line for each in ids]
    return [line for line in found if line.status == "pending"]


def reader(actor: Actor) -> Reader:
    assert actor.id is not None
    return Reader(actor.id, actor.person, actor.role)
