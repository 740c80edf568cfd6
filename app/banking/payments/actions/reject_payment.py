"""A payment that waited does not happen: the money set aside is free again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.payments.rows import lock_payment
from app.banking.payments.rules import Status, advance
from app.kernel.actor import Actor
from app.kernel.ids import HoldId, PaymentId


def reject_payment(
    db: Session, *, payment_id: PaymentId, reason: str, actor: Actor, now: datetime
) -> None:
    """After a no, or when nobody said yes in time. Raises NotFound, Conflict."""
    row = lock_payment(db, payment_id)
    row.status = advance(row.status, Status.REJECTED)
    db.flush()
    if row.hold_id:
        end_hold(db, hold_id=HoldId(row.hold_id), status="released", now=now)
    record(
        db,
        actor,
        "payment.rejected",
        subject=("payment", payment_id),
        now=now,
        customer_id=row.customer_id,
        reason=reason,
    )
