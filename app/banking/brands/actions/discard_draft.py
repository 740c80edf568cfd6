"""Throw a draft away; the next one begins with what customers see."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.queries import draft_of
from app.banking.brands.rows import lock_brand
from app.banking.brands.tables import BrandDraftRow
from app.kernel.actor import Actor


def discard_draft(db: Session, *, actor: Actor, now: datetime) -> None:
    """Nothing happens where there is none."""
    partner, draft = lock_brand(db), draft_of(db)
    if draft is None:
        return
    db.execute(update(BrandDraftRow).values(is_open=False))
    record(
        db, actor, "brand.draft_discarded", subject=("partner", partner.id), now=now,
        digest=draft.digest,
    )  # fmt: skip
