"""Propose an exchange of currencies through the program's position accounts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.banking.adjustments.actions.propose_adjustment import (
    AdjustmentOrder,
    propose_adjustment,
)
from app.banking.adjustments.rules import POSITION_KIND, Kind
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.open_ledger_account import LedgerAccountOrder, open_ledger_account
from app.banking.ledger.books import ledger_accounts_by_id
from app.banking.ledger.queries import chart, chart_code
from app.banking.ledger.rules import exchange
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import AdjustmentId, LedgerAccountId, ProgramId
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ExchangeOrder:
    """What one account gives in its currency, and what the other takes in its own."""

    key: str
    reason: str
    giver: LedgerAccountId
    taker: LedgerAccountId
    given: Money
    taken: Money
    about_on: date | None = None


def propose_exchange(
    db: Session, order: ExchangeOrder, *, actor: Actor, now: datetime
) -> AdjustmentId:
    """Four entries, even in each currency; a missing position account is opened.

    A position account is equity, and pooled. In the currency that is given the program now holds
    more than it owes, in the other one less: what is its own in each currency is exactly what the
    position says, so it stands where equity stands, on the credit side when the program is long.
    It has no floor, because it may stand on either side, and no lock, because every exchange meets
    there. Raises Refused (one_currency, two_programs), NotFound, and what proposing raises.
    """
    accounts = ledger_accounts_by_id(db, {order.giver, order.taker})
    if len(accounts) < len({order.giver, order.taker}):
        raise NotFound("ledger account")
    giver, taker = accounts[order.giver], accounts[order.taker]
    if giver.currency == taker.currency:
        raise Refused(
            "one_currency",
            "Both accounts are in the same currency.",
            next_step="Choose two accounts in different currencies, or propose an adjustment.",
        )
    if giver.program_id is None or giver.program_id != taker.program_id:
        raise Refused("two_programs", "Both accounts must be of one program.")
    positions = [
        _position(db, giver.program_id, currency, actor=actor, now=now)
        for currency in (giver.currency, taker.currency)
    ]
    entries = exchange(
        order.given,
        order.taken,
        accounts=(order.giver, order.taker),
        positions=(positions[0], positions[1]),
    )
    return propose_adjustment(
        db,
        AdjustmentOrder(order.key, Kind.EXCHANGE, order.reason, entries, order.about_on),
        actor=actor,
        now=now,
    )


def _position(
    db: Session, program_id: ProgramId, currency: str, *, actor: Actor, now: datetime
) -> LedgerAccountId:
    """The program's position in a currency, found or opened."""
    short = f"position_{currency.lower()}"
    if found := chart(db, program_id).get(short):
        return found
    opened = open_ledger_account(
        db,
        LedgerAccountOrder(
            code=chart_code(program_id, short),
            name=f"Position in {currency}",
            kind=POSITION_KIND,
            currency=currency,
            is_pooled=True,
            program_id=program_id,
        ),
        now=now,
    )
    record(db, actor, "ledger_account.opened", subject=("ledger_account", opened), now=now)
    return opened
