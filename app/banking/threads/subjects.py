"""What a conversation is about, in words: a payment of the customer's, or everything else."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.banking.payments.tables import PaymentRow
from app.banking.threads.tables import ThreadRow
from app.kernel.ids import CustomerId
from app.kernel.languages import gettext as _
from app.kernel.money import Money

SUBJECTS_MAX = 100
PAID = (
    PaymentRow.direction,
    PaymentRow.amount_minor,
    PaymentRow.currency,
    PaymentRow.counterparty_name,
)
IS_ABOUT = and_(
    PaymentRow.partner_id == ThreadRow.partner_id, PaymentRow.id == ThreadRow.payment_id
)


def subjects_of(db: Session, customer_id: CustomerId) -> dict[UUID, str]:
    """What each thread of a customer is about."""
    asked = select(ThreadRow.id, *PAID).outerjoin(PaymentRow, IS_ABOUT)
    rows = db.execute(asked.where(ThreadRow.customer_id == customer_id).limit(SUBJECTS_MAX))
    return {row.id: subject(row) for row in rows}


def subject(row: Any) -> str:
    """The payment that a row's columns tell of."""
    if row.amount_minor is None:
        return _("General")
    amount, name = Money(row.amount_minor, row.currency), row.counterparty_name
    if row.direction == "incoming":
        return _("%(amount)s from %(name)s", amount=amount, name=name)
    return _("%(amount)s to %(name)s", amount=amount, name=name)
