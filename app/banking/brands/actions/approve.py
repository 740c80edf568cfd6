"""The bank says yes to a version: whoever made it can publish it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import check_readable, lock_brand, step, version_row
from app.banking.brands.rules import Status, check_note
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import BrandVersionId
from tenants.tables import BrandVersionRow
from themes.document import read_json


def approve(
    db: Session, *, version_id: BrandVersionId, note: str = "", actor: Actor, now: datetime
) -> None:
    """By an officer of the partner's bank. Raises NotFound, Conflict, Refused(maker_is_checker)."""
    lock_brand(db)
    row, note = version_row(db, version_id), check_note(note)
    check_other_person(row, actor)
    check_readable(read_json(row.document))
    step(db, row, Status.APPROVED, actor=actor, now=now, note=note)
    record(
        db, actor, "brand.approved", subject=("brand_version", version_id), now=now,
        number=row.number, digest=row.digest, note=note,
    )  # fmt: skip


def check_other_person(row: BrandVersionRow, actor: Actor) -> None:
    """A bank's officer, and not who made it under another login. Raises Refused."""
    is_maker = actor.id == row.made_by or (actor.person and actor.person == row.made_person)
    if actor.kind != "officer" or is_maker:
        raise Refused(
            "maker_is_checker",
            "A brand is decided by an officer of the bank who did not make it.",
            next_step="Ask another officer.",
        )
