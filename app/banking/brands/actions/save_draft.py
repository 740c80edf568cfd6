"""Keep what somebody is working on; customers see nothing of it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.queries import draft_of, look_now
from app.banking.brands.rows import lock_brand
from app.banking.brands.tables import BrandDraftRow
from app.kernel.actor import Actor
from app.storage.scope import current_scope
from themes.differences import differences
from themes.document import BrandDocument, canonical, digest_of
from themes.tokens import NAME_LENGTH_MAX


def save_draft(db: Session, brand: BrandDocument, *, actor: Actor, now: datetime) -> str:
    """Returns the draft's digest. Colours too close to be read may be kept, not submitted."""
    partner = lock_brand(db)
    own = replace(brand, theme=replace(brand.theme, name=partner.name[:NAME_LENGTH_MAX]))
    draft = draft_of(db)
    before = draft.brand if draft else look_now(db)
    changed = [each.place for each in differences(before, own)]
    digest = digest_of(own)
    if not changed and draft is not None:
        return digest
    values = {
        "document": canonical(own),
        "digest": digest,
        "is_open": True,
        "changed_by": actor.id,
        "changed_label": actor.label,
        "changed_at": now,
    }
    db.execute(
        insert(BrandDraftRow)
        .values(partner_id=current_scope(db).partner_id, **values)
        .on_conflict_do_update(index_elements=["partner_id"], set_=values)
    )
    record(
        db, actor, "brand.draft_saved", subject=("partner", partner.id), now=now,
        digest=digest, tokens=changed,
    )  # fmt: skip
    return digest
