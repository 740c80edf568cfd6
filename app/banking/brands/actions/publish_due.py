"""The moment of a scheduled version has come; safe to be told twice."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.brands.actions.publish_version import publish_version
from app.banking.brands.rows import lock_brand, version_row
from app.banking.brands.rules import Status
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId


def publish_due(db: Session, *, version_id: BrandVersionId, actor: Actor, now: datetime) -> bool:
    """False where it is no longer scheduled, or for later."""
    lock_brand(db)
    row = version_row(db, version_id)
    if row.status != Status.SCHEDULED or row.due_at is None or now < row.due_at:
        return False
    publish_version(db, version_id=version_id, actor=actor, now=now)
    return True
