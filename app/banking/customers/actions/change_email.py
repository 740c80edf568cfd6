"""A customer is written to at another address from now on; its owner has confirmed it."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers.tables import CustomerRow
from app.kernel.actor import Actor
from app.kernel.ids import CustomerId


def change_email(
    db: Session, customer_id: CustomerId, email: str, *, actor: Actor, now: datetime
) -> None:
    """The address that staff see; the one to sign in with is the login's."""
    db.execute(update(CustomerRow).where(CustomerRow.id == customer_id).values(email=email))
    record(
        db,
        actor,
        "customer.email_changed",
        subject=("customer", customer_id),
        now=now,
        customer_id=customer_id,
    )
