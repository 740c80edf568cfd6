"""Payments as rows to act on: locked before they are looked at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.payments.tables import PaymentRow
from app.kernel.errors import NotFound
from app.kernel.ids import PaymentId
from app.kernel.money import Money


def lock_payment(db: Session, payment_id: PaymentId) -> PaymentRow:
    """Two actors never change one payment at once; the later one reads what the first left."""
    row = db.scalar(
        select(PaymentRow)
        .where(PaymentRow.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("payment")
    return row


def amount_of(row: PaymentRow) -> Money:
    return Money(row.amount_minor, row.currency)


def fee_of(row: PaymentRow) -> Money:
    return Money(row.fee_minor, row.currency)
