"""A customer is written to at another address from now on; its owner has confirmed it."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers.tables import CustomerRow
from app.kernel.actor import Actor
from app.kernel.ids import CustomerId
from app.storage.words import change_word


def change_email(
    db: Session, customer_id: CustomerId, email: str, *, actor: Actor, now: datetime
) -> None:
    """The address that staff see; the one to sign in with is the login's."""
    row = CustomerRow
    before = db.scalar(select(row.email).where(row.id == customer_id))
    db.execute(update(row).where(row.id == customer_id).values(email=email))
    if before:
        change_word(db, "customer", customer_id, before.lower(), email.lower())
    record(
        db,
        actor,
        "customer.email_changed",
        subject=("customer", customer_id),
        now=now,
        customer_id=customer_id,
    )
