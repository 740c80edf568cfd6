"""Ask the bank for its yes: the draft becomes a version that nobody can change any more."""

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.queries import Draft, draft_of, look_now
from app.banking.brands.rows import add_event, check_readable, check_sayable, lock_brand
from app.banking.brands.rules import Status, check_note
from app.banking.brands.tables import BrandDraftRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import BrandVersionId, new_id
from app.storage.scope import current_scope
from tenants.tables import BrandVersionRow
from themes.document import canonical, digest_of


def submit(db: Session, *, note: str, actor: Actor, now: datetime) -> BrandVersionId:
    """Raises Conflict; Refused where nothing changed, cannot be read, or claims too much."""
    lock_brand(db)
    draft, note = draft_of(db), check_note(note)
    _check(db, draft)
    assert draft is not None  # noqa: S101 -- checked above
    check_readable(draft.brand)
    check_sayable(db, draft.brand)
    version_id = BrandVersionId(new_id(now))
    number = (db.scalar(select(func.max(BrandVersionRow.number))) or 0) + 1
    db.execute(
        insert(BrandVersionRow).values(
            partner_id=current_scope(db).partner_id,
            id=version_id,
            number=number,
            document=canonical(draft.brand),
            digest=draft.digest,
            note=note,
            made_by=actor.id,
            made_label=actor.label,
            made_person=actor.person,
            made_at=now,
            status=Status.IN_REVIEW,
            changed_at=now,
        )
    )
    add_event(db, version_id, Status.IN_REVIEW, actor=actor, now=now, note=note)
    record(
        db, actor, "brand.submitted", subject=("brand_version", version_id), now=now,
        number=number, digest=draft.digest, note=note,
    )  # fmt: skip
    db.execute(update(BrandDraftRow).values(is_open=False))
    return version_id


def _check(db: Session, draft: Draft | None) -> None:
    if draft is None:
        raise Refused("no_draft", "There is no draft to submit.", next_step="Change something.")
    if draft.digest == digest_of(look_now(db)):
        raise Refused("nothing_changed", "The draft is what customers see already.")
    waiting = select(BrandVersionRow.number).where(BrandVersionRow.status == Status.IN_REVIEW)
    if (number := db.scalar(waiting)) is not None:
        raise Conflict(
            "already_in_review",
            f"Version {number} is with the bank already.",
            next_step="Withdraw it first, or wait for the bank's answer.",
        )
