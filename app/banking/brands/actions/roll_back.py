"""Show customers an earlier version again; the bank has approved it, so nobody is asked twice."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import lock_brand, show_version, version_row
from app.banking.brands.rules import SHOWN_BEFORE, Status
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import BrandVersionId


def roll_back(db: Session, *, version_id: BrandVersionId, actor: Actor, now: datetime) -> None:
    """To any version that was published before. Raises NotFound, Conflict, Refused."""
    lock_brand(db)
    row = version_row(db, version_id)
    if row.status not in SHOWN_BEFORE:
        raise Conflict(
            "brand_moved_on",
            "Only a version that customers have seen can be brought back.",
            next_step="Reload the page to see where it stands.",
        )
    show_version(db, row, Status.ROLLED_BACK, actor=actor, now=now)
    record(
        db, actor, "brand.rolled_back", subject=("brand_version", version_id), now=now,
        number=row.number, digest=row.digest,
    )  # fmt: skip
