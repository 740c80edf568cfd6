"""Show a version to customers, from this transaction on."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import lock_brand, show_version, version_row
from app.banking.brands.rules import SHOWN_BEFORE, Status, check_step
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId


def publish_version(
    db: Session, *, version_id: BrandVersionId, actor: Actor, now: datetime
) -> None:
    """A version the bank approved. Raises NotFound, Conflict, Refused("contrast_too_low")."""
    lock_brand(db)
    row = version_row(db, version_id)
    if row.status in SHOWN_BEFORE:
        check_step(Status(row.status), Status.APPROVED)  # going back is another verb
    show_version(db, row, Status.SUPERSEDED, actor=actor, now=now)
    record(
        db, actor, "brand.published", subject=("brand_version", version_id), now=now,
        number=row.number, digest=row.digest,
    )  # fmt: skip
