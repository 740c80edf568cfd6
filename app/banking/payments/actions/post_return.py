"""Give back what another bank returned, or set the money aside where nothing of ours fits it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.payments.actions.record_suspense import record_suspense
from app.banking.payments.actions.return_ach import return_ach
from app.banking.payments.intake_rules import Outcome, Suspense, can_match
from app.banking.payments.rules import Status
from app.banking.payments.tables import PaymentRow, ReceivedEntryRow
from app.kernel.actor import Actor
from app.kernel.ids import PaymentId

UNMATCHED = Suspense(None, "No payment of ours can be returned by it.")


def post_return(db: Session, *, entry: ReceivedEntryRow, actor: Actor, now: datetime) -> None:
    """Return the payment whose trace number and amount it names; the entry says how it went."""
    payment = _returned_payment(db, entry)
    if payment is None:
        program_id = _program_of_trace(db, entry)
        record_suspense(
            db, entry=entry, program_id=program_id, suspense=UNMATCHED, actor=actor, now=now
        )
        return
    return_ach(
        db,
        payment_id=PaymentId(payment.id),
        code=entry.back_code,
        settled_on=entry.settles_on,
        actor=actor,
        now=now,
    )
    entry.outcome, entry.reason = Outcome.POSTED, "It returned a payment of ours."
    entry.owner_account_id = payment.account_id


def _returned_payment(db: Session, entry: ReceivedEntryRow) -> PaymentRow | None:
    """The payment it gives back in full; locked, so that only one return can."""
    if not can_match(entry.back_code):
        return None
    return db.scalars(
        select(PaymentRow)
        .where(
            PaymentRow.trace_number == entry.original_trace,
            PaymentRow.rail == "ach",
            PaymentRow.direction == "outgoing",
            PaymentRow.amount_minor == entry.amount_minor,
            PaymentRow.status.in_((Status.SUBMITTED, Status.SETTLED)),
        )
        .order_by(PaymentRow.created_at.desc())
        .limit(1)
        .with_for_update()
    ).first()


def _program_of_trace(db: Session, entry: ReceivedEntryRow) -> UUID | None:
    """Where the money of a return lies that the partner cannot use; None in the house's books."""
    return db.scalar(
        select(PaymentRow.program_id)
        .where(PaymentRow.trace_number == entry.original_trace, PaymentRow.direction == "outgoing")
        .limit(1)
    )
