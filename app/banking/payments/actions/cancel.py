"""Call a payment off before it is sent: the money set aside is free again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.close_approval import close_approval
from app.banking.approvals.rows import waiting_for
from app.banking.approvals.rules import Status as Ending
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.payments.approving import SEND
from app.banking.payments.rows import lock_payment
from app.banking.payments.rules import Status, advance
from app.kernel.actor import Actor
from app.kernel.ids import HoldId, PaymentId


def cancel(db: Session, *, payment_id: PaymentId, actor: Actor, now: datetime) -> None:
    """Raises NotFound, and Conflict once a window has taken the payment.

    One that waits for a second person waits no longer. Whoever decides locks the request first
    and the payment then; so does this.
    """
    waiting = waiting_for(db, payment_id, SEND)
    payment = lock_payment(db, payment_id)
    payment.status = advance(payment.status, Status.CANCELED)
    payment.canceled_at = now
    db.flush()
    if payment.hold_id:
        end_hold(db, hold_id=HoldId(payment.hold_id), status="released", now=now)
    if waiting:
        reason = "The payment was canceled."
        close_approval(db, waiting, Ending.WITHDRAWN, reason=reason, actor=actor, now=now)
    record(
        db,
        actor,
        "payment.canceled",
        subject=("payment", payment_id),
        now=now,
        customer_id=payment.customer_id,
    )
