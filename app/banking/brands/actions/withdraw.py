"""Take a version back before customers see it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import lock_brand, step, version_row
from app.banking.brands.rules import Status
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId


def withdraw(db: Session, *, version_id: BrandVersionId, actor: Actor, now: datetime) -> None:
    """Raises NotFound, Conflict("brand_moved_on")."""
    lock_brand(db)
    step(db, version_row(db, version_id), Status.WITHDRAWN, actor=actor, now=now)
    record(db, actor, "brand.withdrawn", subject=("brand_version", version_id), now=now)
