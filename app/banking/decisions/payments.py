"""Sending a payment once a second person has agreed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.approvals.queries import Asked
from app.banking.approvals.rules import Status
from app.banking.decisions.executor import Executor, Occasion
from app.banking.payments.actions.approve_payment import approve_payment
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.actions.reject_payment import reject_payment
from app.banking.payments.approving import shown_payment
from app.banking.payments.tables import PaymentRow
from app.kernel.ids import PaymentId

WHY = {
    Status.REJECTED: "A second person said no.",
    Status.EXPIRED: "Nobody decided in time.",
    Status.VOID: "It was changed while it waited.",
}


def present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """The payment as it stands, locked; None when it waits no longer."""
    del now
    row = db.scalar(
        select(PaymentRow)
        .where(PaymentRow.id == asked.subject_id, PaymentRow.status == "pending_approval")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return shown_payment(db, row) if row else None


def execute(db: Session, asked: Asked, occasion: Occasion) -> None:
    approve_payment(
        db,
        payment_id=PaymentId(asked.subject_id),
        approval_id=asked.id,
        actor=occasion.actor,
        now=occasion.now,
    )


def close(db: Session, asked: Asked, status: Status, occasion: Occasion) -> None:
    """The money is free again; one that was canceled or is gone needs nothing more."""
    payment_id = PaymentId(asked.subject_id)
    if present(db, asked, occasion.now) is None:
        return
    if status is Status.WITHDRAWN:
        cancel(db, payment_id=payment_id, actor=occasion.actor, now=occasion.now)
        return
    reject_payment(
        db, payment_id=payment_id, reason=WHY[status], actor=occasion.actor, now=occasion.now
    )


PAYMENT = Executor(present, execute, close)
