"""Give a partner from before index keys its own, and find its customers by it from then on."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.customers.applying import TAX_ID
from app.banking.customers.tables import CustomerRow
from app.kernel.actor import Actor
from app.storage.crypto import blind_index, decrypt, make_index_key
from app.storage.scope import current_scope


def index_tax_ids(db: Session, *, actor: Actor, now: datetime) -> int:
    """In one transaction, once; returns how many customers were indexed anew."""
    if not make_index_key(db, now=now):
        return 0
    indexed = 0
    rows = db.execute(
        select(CustomerRow.id, CustomerRow.tax_id, CustomerRow.tax_id_key_id).with_for_update(),
    ).all()
    for row in rows:
        tax_id = decrypt(db, row.tax_id, key_id=row.tax_id_key_id, place=TAX_ID, row_id=row.id)
        index = blind_index(db, tax_id, place=TAX_ID)
        db.execute(update(CustomerRow).where(CustomerRow.id == row.id).values(tax_id_index=index))
        indexed += 1
    subject = ("partner", current_scope(db).partner_id)
    record(db, actor, "customers.indexed", subject=subject, now=now, customers=indexed)
    return indexed
