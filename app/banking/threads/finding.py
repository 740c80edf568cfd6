"""Conversations as a search finds them: by id, or by the name of the customer they are with."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func

from app.banking.customers.finding import named_customers
from app.banking.customers.tables import CustomerRow
from app.banking.payments.tables import PaymentRow
from app.banking.threads.tables import ThreadRow
from app.storage.finding import things

CLOSED, WAITING, ANSWERED = "closed", "waiting", "answered"


def threads_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _threads(is_exact=True).where(ThreadRow.id.in_(ids))


def threads_by_words(words: tuple[str, ...]) -> Select[Any]:
    """The latest with customers who are named like this."""
    row = ThreadRow
    found = _threads(is_exact=False).where(row.customer_id.in_(named_customers(words)))
    return found.order_by(row.last_at.desc(), row.id.desc())


def threads_of_customer(customer_id: UUID, *, limit: int) -> Select[Any]:
    row = ThreadRow
    found = _threads(is_exact=False).where(row.customer_id == customer_id)
    return found.order_by(row.last_at.desc(), row.id.desc()).limit(limit)


def _threads(*, is_exact: bool) -> Select[Any]:
    """Called after the customer; what it is about, where that is a payment, is said beside."""
    row, customer, payment = ThreadRow, CustomerRow, PaymentRow
    whose = and_(customer.partner_id == row.partner_id, customer.id == row.customer_id)
    about = and_(payment.partner_id == row.partner_id, payment.id == row.payment_id)
    status = case(
        (row.closed_at.is_not(None), CLOSED),
        (row.waiting_since.is_not(None), WAITING),
        else_=ANSWERED,
    )
    return (
        things(
            "thread",
            row,
            title=func.concat(customer.given_name, " ", customer.family_name),
            note=func.coalesce(payment.counterparty_name, ""),
            status=status,
            money=(payment.amount_minor, payment.currency),
            at=row.last_at,
            is_exact=is_exact,
        )
        .join(customer, whose)
        .outerjoin(payment, about)
    )
