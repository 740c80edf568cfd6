"""Say when customers are to see an approved version; business time, like every due date."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import lock_brand, step, version_row
from app.banking.brands.rules import Status, check_moment
from app.banking.events.actions.publish import publish
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId

DUE = "brand.due"


def schedule_version(
    db: Session, *, version_id: BrandVersionId, due_at: datetime, actor: Actor, now: datetime
) -> None:
    """Raises NotFound, Conflict, Refused("moment_invalid")."""
    lock_brand(db)
    row = version_row(db, version_id)
    check_moment(due_at, now=now)
    step(db, row, Status.SCHEDULED, actor=actor, now=now, due_at=due_at)
    key = f"{version_id} {due_at.isoformat()} {now.isoformat()}"
    publish(db, DUE, key=key, now=now, due_at=due_at, version_id=str(version_id))
    record(
        db, actor, "brand.scheduled", subject=("brand_version", version_id), now=now,
        number=row.number, due_at=due_at.isoformat(),
    )  # fmt: skip
