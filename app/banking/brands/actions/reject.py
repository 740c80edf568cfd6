"""The bank says no to a version, and why; the partner may go on from it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.actions.approve import check_other_person
from app.banking.brands.rows import lock_brand, step, version_row
from app.banking.brands.rules import Status, check_note
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId


def reject(
    db: Session, *, version_id: BrandVersionId, note: str, actor: Actor, now: datetime
) -> None:
    """Raises NotFound, Conflict, Refused (note_invalid, maker_is_checker)."""
    lock_brand(db)
    row, note = version_row(db, version_id), check_note(note, is_needed=True)
    check_other_person(row, actor)
    step(db, row, Status.REJECTED, actor=actor, now=now, note=note)
    record(
        db, actor, "brand.rejected", subject=("brand_version", version_id), now=now,
        number=row.number, digest=row.digest, note=note,
    )  # fmt: skip
