"""The Fed moved the money of a file: the payments in it are settled."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.payments.rules import Status
from app.banking.payments.settling import settle_payments
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import Actor
from app.kernel.ids import FileId

BATCH_PAYMENTS_MAX = 500


def settle(db: Session, *, file_id: FileId, settled_on: date, actor: Actor, now: datetime) -> int:
    """Settle one batch of the partner in scope; returns how many, 0 when none is left."""
    rows = db.scalars(
        select(PaymentRow)
        .where(PaymentRow.file_id == file_id, PaymentRow.status == Status.SUBMITTED)
        .order_by(PaymentRow.id)
        .limit(BATCH_PAYMENTS_MAX)
        .with_for_update()
    ).all()
    settle_payments(db, rows, settled_on, actor=actor, now=now)
    return len(rows)
