"""Take back the moment of a version; it stays approved."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import lock_brand, step, version_row
from app.banking.brands.rules import Status
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import BrandVersionId


def unschedule_version(
    db: Session, *, version_id: BrandVersionId, actor: Actor, now: datetime
) -> None:
    """Raises NotFound, Conflict("brand_moved_on")."""
    lock_brand(db)
    row = version_row(db, version_id)
    if row.status != Status.SCHEDULED:
        raise Conflict("brand_moved_on", "This version is not scheduled any more.")
    step(db, row, Status.APPROVED, actor=actor, now=now)
    record(
        db, actor, "brand.unscheduled", subject=("brand_version", version_id), now=now,
        number=row.number,
    )  # fmt: skip
