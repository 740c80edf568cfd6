"""Where a second person is needed in the demo: a bank's floor, a brand's rule, what waits.

Set at the very end, so that nothing of the story before was asked of anybody.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.access.persons import person_key
from app.banking.access.queries import users
from app.banking.accounts.queries import account_detail
from app.banking.approvals.actions.set_rule import RuleOrder, set_rule
from app.banking.approvals.actions.vote import Ballot
from app.banking.approvals.queries import approval_detail
from app.banking.approvals.rules import Terms
from app.banking.decisions.actions.decide import decide
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.orders import AchOrder
from app.banking.payments.rules import Counterparty
from app.banking.products.actions.propose_limit import propose_limit
from app.banking.products.changing import LimitChange
from app.banking.products.queries import program_names
from app.banking.team.queries import team
from app.demo.cast import OTHER_BANKS
from app.demo.stage import BankStage, BrandStage
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import AccountId, ApprovalId
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.storage.session import house_work, partner_work

BANK, BRAND = "cedar", "harbor"
FLOOR_FROM, RULE_FROM = Money(1_000_00, "USD"), Money(500_00, "USD")
SENT, FEE_ROOM = Money(640_00, "USD"), Money(10_00, "USD")
LESS_A_DAY, LESS_BY_BOOK = Money(4_000_00, "USD"), Money(4_500_00, "USD")
SET_AGO, ASKED_AGO, DECIDED_AGO = timedelta(hours=4), timedelta(hours=2), timedelta(hours=1)
IN_DAYS = 14


def need_second_people(stage: BankStage, *, now: datetime) -> None:
    """The floor of the bank and the rule of its brand; one payment and one limit wait."""
    if stage.slug != BANK:
        return
    _set_floor(stage, now=now - SET_AGO)
    for brand in stage.brands:
        if brand.script.brand.slug == BRAND:
            _set_rule(brand, now=now - SET_AGO)
            _leave_requests(brand, now=now)


def _set_floor(stage: BankStage, *, now: datetime) -> None:
    roles = frozenset({"owner", "operations", "compliance"})
    terms = Terms("payments.send", roles, 1, 48, amount_from=FLOOR_FROM)
    with house_work(stage.books.house_id, stage.books.bank_id) as db:
        officer = next(m for m in team(db, "officer", wall=now) if m.role == "oversight_officer")
        actor = _actor("officer", officer.id, officer.name, officer.role, officer.email)
        set_rule(db, RuleOrder("bank", terms), actor=actor, now=now)


def _set_rule(brand: BrandStage, *, now: datetime) -> None:
    terms = Terms("payments.send", frozenset({"owner", "compliance"}), 1, 72, RULE_FROM, rail="ach")
    with partner_work(brand.partner_id) as db:
        set_rule(db, RuleOrder("partner", terms), actor=_staff(db)["owner"], now=now)


def _leave_requests(brand: BrandStage, *, now: datetime) -> None:
    """Operations ask; compliance has agreed to one of the limits already."""
    with partner_work(brand.partner_id) as db:
        staff, asked_at = _staff(db), now - ASKED_AGO
        on = eastern_day(now) + timedelta(days=IN_DAYS)
        program_id = next(iter(program_names(db)))
        by_book = LimitChange(program_id, "book", "payment", LESS_BY_BOOK, on)
        agreed = propose_limit(db, by_book, actor=staff["operations"], now=asked_at)
        _agree(db, agreed, staff["compliance"], now=now - DECIDED_AGO)
        a_day = LimitChange(program_id, "ach", "day", LESS_A_DAY, on)
        propose_limit(db, a_day, actor=staff["operations"], now=asked_at)
        if account_id := _somebody_with(db, brand):
            order = AchOrder(
                account_id=account_id,
                amount=SENT,
                counterparty=Counterparty("Northgate Realty", OTHER_BANKS[0], "4410093377"),
                description="Deposit for April",
                key="demo above the rule",
            )
            send_ach(db, order, actor=staff["operations"], now=asked_at)


def _agree(db: Session, approval_id: ApprovalId, actor: Actor, *, now: datetime) -> None:
    seen = approval_detail(db, approval_id, now=now).asked.shown_sha256
    ballot = Ballot(is_yes=True, seen=seen, note="As agreed with the bank")
    decide(db, approval_id=approval_id, ballot=ballot, actor=actor, now=now)


def _somebody_with(db: Session, brand: BrandStage) -> AccountId | None:
    """The first customer without a login who can pay it: nobody in the portal is puzzled."""
    for person in brand.script.customers:
        account = account_detail(db, brand.account(person.number).id)
        if not person.has_login and account.balance.available >= SENT + FEE_ROOM:
            return account.id
    return None


def _staff(db: Session) -> dict[str, Actor]:
    return {
        user.role: _actor("user", user.id, user.name, user.role, user.email) for user in users(db)
    }


def _actor(kind: ActorKind, login_id: UUID, name: str, role: str, email: str) -> Actor:
    door = "oversight" if kind == "officer" else "console"
    return Actor(kind, login_id, name, door=door, role=role, person=person_key(email))
