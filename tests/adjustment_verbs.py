"""Verbs of two people correcting the books: one proposes, another decides."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from app.banking.adjustments.actions.approve_adjustment import approve_adjustment
from app.banking.adjustments.actions.propose_adjustment import (
    AdjustmentOrder,
    propose_adjustment,
)
from app.banking.adjustments.actions.propose_reversal import propose_reversal
from app.banking.adjustments.queries import AdjustmentDetail, adjustment_detail
from app.banking.adjustments.rules import Kind
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Entry, move
from app.kernel.actor import Actor
from app.kernel.ids import AdjustmentId, LedgerAccountId, TransactionId, new_id
from app.kernel.money import parse_amount
from app.storage.session import partner_work

if TYPE_CHECKING:
    from tests.customer_verbs import Person
    from tests.world import World


@cache
def staff(name: str) -> Actor:
    """A user of the partner, the same login each time."""
    from tests.world import START

    return Actor("user", new_id(START), name)


def account(world: World, code: str) -> LedgerAccountId:
    with partner_work(world.partner_id) as db:
        return chart(db, world.program_id)[code]


def goodwill(person: Person, amount: str) -> tuple[Entry, ...]:
    """The brand gives a customer something out of its fees."""
    fees = account(person.world, "fee_income")
    return move(parse_amount(amount), debit=fees, credit=person.ledger_account_id)


def proposes(
    world: World,
    entries: tuple[Entry, ...],
    *,
    by: str = "Pascal",
    reason: str = "Goodwill",
    about_on: date | None = None,
    key: str | None = None,
) -> AdjustmentId:
    order = AdjustmentOrder(
        key or f"{new_id(world.now)}", Kind.ADJUSTMENT, reason, entries, about_on
    )
    with partner_work(world.partner_id) as db:
        return propose_adjustment(db, order, actor=staff(by), now=world.now)


def proposes_reversal(
    world: World, transaction_id: TransactionId, *, by: str = "Pascal"
) -> AdjustmentId:
    with partner_work(world.partner_id) as db:
        return propose_reversal(
            db,
            transaction_id=transaction_id,
            reason="Posted twice",
            key=f"{new_id(world.now)}",
            actor=staff(by),
            now=world.now,
        )


def approves(world: World, adjustment_id: AdjustmentId, *, by: str = "Carmen") -> TransactionId:
    with partner_work(world.partner_id) as db:
        return approve_adjustment(db, adjustment_id=adjustment_id, actor=staff(by), now=world.now)


def detail(world: World, adjustment_id: AdjustmentId) -> AdjustmentDetail:
    with partner_work(world.partner_id) as db:
        return adjustment_detail(db, adjustment_id, now=world.now)
