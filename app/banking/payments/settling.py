"""One payment out of transit and out of the bank."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.rows import amount_of
from app.banking.payments.rules import Status, advance
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import Actor


def settle_payment(
    db: Session, row: PaymentRow, settled_on: date, *, actor: Actor, now: datetime
) -> None:
    """Post and mark it settled; the caller has locked the row."""
    accounts = chart(db, row.program_id)
    post(
        db,
        Draft(
            key=f"payment {row.id} settled",
            cause=Cause.ACH_SETTLEMENT,
            subject=("payment", row.id),
            description=f"Settled: ACH to {row.counterparty_name}",
            effective_on=settled_on,
            entries=move(
                amount_of(row), debit=accounts["ach_outgoing"], credit=accounts["fbo_cash"]
            ),
        ),
        now=now,
    )
    row.status, row.settled_on = advance(row.status, Status.SETTLED), settled_on
    record(
        db,
        actor,
        "payment.settled",
        subject=("payment", row.id),
        now=now,
        customer_id=row.customer_id,
        settled_on=settled_on.isoformat(),
    )
