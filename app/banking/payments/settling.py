"""Payments out of transit and out of the bank."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post_all import post_all
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.rows import amount_of
from app.banking.payments.rules import Status, advance
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import Actor
from app.kernel.ids import LedgerAccountId


def settle_payment(
    db: Session, row: PaymentRow, settled_on: date, *, actor: Actor, now: datetime
) -> None:
    """Post and mark it settled; the caller has locked the row."""
    settle_payments(db, [row], settled_on, actor=actor, now=now)


def settle_payments(
    db: Session, rows: Sequence[PaymentRow], settled_on: date, *, actor: Actor, now: datetime
) -> None:
    """The same for several, all locked: one look at each program's chart."""
    charts = {program_id: chart(db, program_id) for program_id in {row.program_id for row in rows}}
    post_all(db, [_draft(row, charts[row.program_id], settled_on) for row in rows], now=now)
    for row in rows:
        row.status, row.settled_on = advance(row.status, Status.SETTLED), settled_on
    db.flush()
    for row in rows:
        _record(db, row, settled_on, actor=actor, now=now)


def _draft(row: PaymentRow, accounts: dict[str, LedgerAccountId], settled_on: date) -> Draft:
    return Draft(
        key=f"payment {row.id} settled",
        cause=Cause.ACH_SETTLEMENT,
        subject=("payment", row.id),
        description=f"Settled: ACH to {row.counterparty_name}",
        effective_on=settled_on,
        entries=move(amount_of(row), debit=accounts["ach_outgoing"], credit=accounts["fbo_cash"]),
    )


def _record(db: Session, row: PaymentRow, settled_on: date, *, actor: Actor, now: datetime) -> None:
    record(
        db,
        actor,
        "payment.settled",
        subject=("payment", row.id),
        now=now,
        customer_id=row.customer_id,
        settled_on=settled_on.isoformat(),
    )
