"""What the brands' staff do to the books by hand, on the last banking days before today.

Two people each time: operations propose, compliance or the owner approves. Only ever today's day is
written into, and no customer ends with less, so the rest of the story stays right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from app.banking.access.queries import users
from app.banking.adjustments.actions.approve_adjustment import approve_adjustment
from app.banking.adjustments.actions.propose_adjustment import (
    AdjustmentOrder,
    propose_adjustment,
)
from app.banking.adjustments.actions.propose_exchange import ExchangeOrder, propose_exchange
from app.banking.adjustments.actions.propose_reversal import propose_reversal
from app.banking.adjustments.rules import Kind
from app.banking.ledger.actions.add_ledger_account import NewAccount, add_ledger_account
from app.banking.ledger.actions.lock_period import lock_period
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.release_hold import release_hold
from app.banking.ledger.actions.set_floor import set_floor
from app.banking.ledger.asides import locked_through
from app.banking.ledger.history import posted_under
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Entry, move
from app.banking.ledger.set_aside import holds_of
from app.banking.products.queries import program_names
from app.demo import moments
from app.demo.days import ONE_DAY, banking_days, last_day
from app.demo.moments import at
from app.demo.stage import BankStage, BrandStage
from app.kernel.actor import Actor
from app.kernel.ids import AdjustmentId, LedgerAccountId, ProgramId
from app.kernel.money import Money
from app.storage.session import partner_work

EXCHANGING = "harbor"  # the brand that pays somebody in euros
GOODWILL, WAITING = Money(15_00, "USD"), Money(4_00, "USD")
GIVEN, TAKEN = Money(120_00, "USD"), Money(110_40, "EUR")
SET_ASIDE, STILL_ASIDE = Money(32_00, "USD"), Money(18_50, "USD")
OVERDRAFT = Money(-100_00, "USD")
KNOWN_FOR = timedelta(days=20)
HOLD_DAYS = 6
MONTHS_LOCKED = 3
FIRST, SECOND = "Goodwill after a card that came late", "Goodwill, booked a second time"


@dataclass
class Desk:
    """One brand's staff at work on the books, within one transaction."""

    db: Session
    brand: BrandStage
    now: datetime

    @cached_property
    def staff(self) -> dict[str, Actor]:
        """Who has which role."""
        return {user.role: Actor("user", user.id, user.name) for user in users(self.db)}

    @cached_property
    def program_id(self) -> ProgramId:
        return next(iter(program_names(self.db)))

    @property
    def accounts(self) -> dict[str, LedgerAccountId]:
        return chart(self.db, self.program_id)

    @cached_property
    def customer(self) -> LedgerAccountId | None:
        """Somebody who has been there for a while, and has no login to be puzzled in."""
        known = self.brand.script.today - KNOWN_FOR
        people = [p for p in self.brand.script.customers if p.joins_on < known]
        return self.brand.account(people[-1].number).ledger_account_id if people else None

    def propose(self, key: str, reason: str, entries: tuple[Entry, ...]) -> AdjustmentId:
        order = AdjustmentOrder(f"demo {key}", Kind.ADJUSTMENT, reason, entries)
        return propose_adjustment(self.db, order, actor=self.staff["operations"], now=self.now)

    def approve(self, adjustment_id: AdjustmentId, *, by: str = "compliance") -> None:
        later = self.now + moments.CHECKED_AFTER
        approve_adjustment(self.db, adjustment_id=adjustment_id, actor=self.staff[by], now=later)


def work_by_hand(brand: BrandStage, day: date) -> None:
    """What is done on this day, if anything."""
    days = banking_days(brand.script.recent_from, brand.script.today - ONE_DAY)[::-1]
    for ago, act in PLAN.items():
        if ago < len(days) and days[ago] == day:
            _at_desk(brand, at(day, moments.PROPOSES), act)


def leave_waiting(brand: BrandStage, *, now: datetime) -> None:
    """What is open at this moment: a proposal that nobody has approved, and a hold."""
    _at_desk(brand, now, _wait)


def lock_old_months(stage: BankStage, *, now: datetime) -> None:
    """Once the history has come, the owners lock the oldest months."""
    for brand in stage.brands:
        months = brand.script.months()[:MONTHS_LOCKED]
        with partner_work(brand.partner_id) as db:
            if not months or locked_through(db):
                continue
            desk = Desk(db, brand, now)
            lock_period(
                db,
                through=last_day(months[-1]),
                reason=f"Statements up to {months[-1]:%B} are out and tied out.",
                actor=desk.staff["owner"],
                now=now,
            )


def _at_desk(brand: BrandStage, now: datetime, act: Callable[[Desk], None]) -> None:
    with partner_work(brand.partner_id) as db:
        desk = Desk(db, brand, now)
        if desk.customer:
            act(desk)


def _open_accounts(desk: Desk) -> None:
    orders = [NewAccount("goodwill", "Goodwill to customers", "expense", "USD", is_pooled=True)]
    if desk.brand.script.brand.slug == EXCHANGING:
        orders.append(
            NewAccount("euro_payable", "Payable in euros", "liability", "EUR", is_pooled=False)
        )
    for order in orders:
        add_ledger_account(
            desk.db,
            _within(order, desk.program_id),
            actor=desk.staff["owner"],
            now=desk.now,
        )


def _within(order: NewAccount, program_id: ProgramId) -> NewAccount:
    return NewAccount(
        order.code,
        order.name,
        order.kind,
        order.currency,
        is_pooled=order.is_pooled,
        program_id=program_id,
    )


def _give_goodwill(desk: Desk) -> None:
    desk.approve(desk.propose("goodwill", FIRST, _goodwill(desk, GOODWILL)))


def _give_again(desk: Desk) -> None:
    adjustment_id = desk.propose("goodwill again", SECOND, _goodwill(desk, GOODWILL))
    desk.approve(adjustment_id)


def _undo(desk: Desk) -> None:
    """The same form again says which adjustment it was, and its key which transaction."""
    adjustment_id = desk.propose("goodwill again", SECOND, _goodwill(desk, GOODWILL))
    posted = posted_under(desk.db, f"adjustment {adjustment_id}")
    if posted is None:
        return
    undone = propose_reversal(
        desk.db,
        transaction_id=posted,
        reason="The goodwill was booked twice",
        key="demo reversal",
        actor=desk.staff["operations"],
        now=desk.now,
    )
    desk.approve(undone, by="owner")


def _goodwill(desk: Desk, amount: Money) -> tuple[Entry, ...]:
    customer = desk.customer
    assert customer is not None  # noqa: S101 -- there is no desk without one
    words = "Goodwill credit"
    return move(amount, debit=desk.accounts["goodwill"], credit=customer, credit_text=words)


def _exchange(desk: Desk) -> None:
    if desk.brand.script.brand.slug != EXCHANGING:
        return
    order = ExchangeOrder(
        key="demo exchange",
        reason="Euros for a supplier in Lyon",
        giver=desk.accounts["fee_income"],
        taker=desk.accounts["euro_payable"],
        given=GIVEN,
        taken=TAKEN,
    )
    desk.approve(propose_exchange(desk.db, order, actor=desk.staff["operations"], now=desk.now))


def _set_aside(desk: Desk) -> None:
    _hold(desk, "Deposit of a rented bicycle", SET_ASIDE)


def _release(desk: Desk) -> None:
    """The bicycle came back; and the customer gets an overdraft line."""
    customer = desk.customer
    assert customer is not None  # noqa: S101 -- there is no desk without one
    for hold in holds_of(desk.db, customer):
        if hold.subject_kind == "authorization":
            release_hold(
                desk.db,
                hold_id=hold.id,
                reason="The bicycle is back",
                actor=desk.staff["operations"],
                now=desk.now,
            )
    set_floor(
        desk.db,
        ledger_account_id=customer,
        floor=OVERDRAFT,
        actor=desk.staff["owner"],
        now=desk.now,
    )


def _wait(desk: Desk) -> None:
    desk.propose("waiting", "Fee of a returned payment, given back", _goodwill(desk, WAITING))
    _hold(desk, "Card at a filling station", STILL_ASIDE)


def _hold(desk: Desk, reason: str, amount: Money) -> None:
    customer = desk.customer
    assert customer is not None  # noqa: S101 -- there is no desk without one
    place_hold(
        desk.db,
        HoldOrder(
            ledger_account_id=customer,
            amount=amount,
            reason=reason,
            subject=("authorization", None),
            key=f"demo {reason}",
            expires_at=desk.now + timedelta(days=HOLD_DAYS),
        ),
        now=desk.now,
    )


# How many banking days ago.
PLAN: dict[int, Callable[[Desk], None]] = {
    10: _open_accounts,
    8: _give_goodwill,
    6: _give_again,
    5: _undo,
    4: _exchange,
    3: _set_aside,
    1: _release,
}
