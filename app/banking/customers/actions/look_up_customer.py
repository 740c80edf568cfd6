"""Find the one customer with exactly this tax id or e-mail address, without reading any."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers import details
from app.banking.customers.applying import TAX_ID
from app.banking.customers.tables import CustomerRow
from app.kernel.actor import Actor
from app.kernel.ids import CustomerId
from app.storage.crypto import blind_index


def look_up_customer(db: Session, *, text: str, actor: Actor, now: datetime) -> CustomerId | None:
    """The newest of those who match, or None; that somebody asked is on record, what is not.

    Raises Refused("email_invalid", "tax_id_invalid").
    """
    asked = select(CustomerRow.id).order_by(CustomerRow.created_at.desc()).limit(1)
    is_email = "@" in text
    if is_email:
        asked = asked.where(CustomerRow.email == details.email(text))
    else:
        index = blind_index(db, details.tax_id(text), place=TAX_ID)
        asked = asked.where(CustomerRow.tax_id_index == index)
    found = db.scalar(asked)
    record(
        db,
        actor,
        "customer.looked_up",
        subject=("customer", found),
        now=now,
        customer_id=found,
        by="email" if is_email else "tax_id",
        is_found=found is not None,
    )
    return CustomerId(found) if found else None
