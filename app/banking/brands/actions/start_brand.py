"""Give a new partner its first version: one of the presets, as it is today."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.rows import add_event
from app.banking.brands.rules import Status
from app.kernel.actor import Actor
from app.kernel.ids import BrandVersionId, new_id
from app.storage.scope import current_scope
from tenants.tables import BrandVersionRow
from themes.document import BrandDocument, canonical, digest_of
from themes.load import preset


def start_brand(db: Session, *, preset_name: str, actor: Actor, now: datetime) -> BrandVersionId:
    """The presets are ours and readable, so nobody is asked. Raises KeyError for another name."""
    brand, version_id = BrandDocument(preset(preset_name)), BrandVersionId(new_id(now))
    db.execute(
        insert(BrandVersionRow).values(
            partner_id=current_scope(db).partner_id,
            id=version_id,
            number=1,
            document=canonical(brand),
            digest=digest_of(brand),
            note="The look it began with.",
            made_by=actor.id,
            made_label=actor.label,
            made_person=actor.person,
            made_at=now,
            status=Status.PUBLISHED,
            changed_at=now,
        )
    )
    add_event(db, version_id, Status.PUBLISHED, actor=actor, now=now)
    record(
        db, actor, "brand.started", subject=("brand_version", version_id), now=now,
        preset=preset_name,
    )  # fmt: skip
    return version_id
