"""A picture for one of the brand's places: made anew, kept, and put into the draft."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.brands.actions.save_draft import save_draft
from app.banking.brands.queries import draft_of, look_now
from app.banking.brands.rows import lock_brand
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, Refused
from app.storage.scope import current_scope
from tenants.tables import BrandAssetRow
from themes.assets import NAMES
from themes.document import ALT_LENGTH_MAX, LOGOS, Logo
from themes.pictures import Picture, read_picture

PICTURES_MAX = 200
SQUARE = ("mark", "favicon")
OFF_SQUARE_MAX = 1.1


def keep_logo(
    db: Session, place: str, content: bytes, *, alt: str, actor: Actor, now: datetime
) -> str:
    """Returns the picture's digest. Raises NotFound for no such place, PictureRefused, Refused."""
    if place not in LOGOS:
        raise NotFound("picture")
    picture, words = read_picture(content), _checked_alt(alt)
    _check_shape(place, picture)
    partner = lock_brand(db)
    _keep(db, picture, actor=actor, now=now)
    draft = draft_of(db)
    look = draft.brand if draft else look_now(db)
    form = NAMES[picture.media_type]
    logo = Logo(picture.digest, words, form, picture.width, picture.height)
    record(
        db, actor, "brand.picture_kept", subject=("partner", partner.id), now=now,
        place=place, digest=picture.digest,
    )  # fmt: skip
    save_draft(db, replace(look, logos={**look.logos, place: logo}), actor=actor, now=now)
    return picture.digest


def remove_logo(db: Session, place: str, *, actor: Actor, now: datetime) -> None:
    """The draft goes back to the mark of its tokens; versions keep the picture. Raises NotFound."""
    draft = draft_of(db)
    look = draft.brand if draft else look_now(db)
    if place not in look.logos:
        raise NotFound("picture")
    logos = {name: logo for name, logo in look.logos.items() if name != place}
    save_draft(db, replace(look, logos=logos), actor=actor, now=now)


def _keep(db: Session, picture: Picture, *, actor: Actor, now: datetime) -> None:
    kept = db.scalar(select(func.count()).select_from(BrandAssetRow)) or 0
    if kept >= PICTURES_MAX:
        raise Refused(
            "too_many_pictures",
            f"A brand keeps at most {PICTURES_MAX} pictures, its earlier versions' included.",
            next_step="Ask the operator to clear what no version shows.",
        )
    db.execute(
        insert(BrandAssetRow)
        .values(
            partner_id=current_scope(db).partner_id,
            digest=picture.digest,
            form=NAMES[picture.media_type],
            content=picture.content,
            width=picture.width,
            height=picture.height,
            made_by=actor.id,
            made_label=actor.label,
            made_at=now,
        )
        .on_conflict_do_nothing()
    )


def _checked_alt(alt: str) -> str:
    words = " ".join(alt.split())
    if not 0 < len(words) <= ALT_LENGTH_MAX or not words.isprintable():
        raise Refused(
            "alt_invalid",
            f"Say in 1 to {ALT_LENGTH_MAX} characters what whoever does not see it should hear.",
        )
    return words


def _check_shape(place: str, picture: Picture) -> None:
    longer, shorter = sorted((picture.width, picture.height), reverse=True)
    if place in SQUARE and longer > shorter * OFF_SQUARE_MAX:
        raise Refused("not_square", "This picture is square: it stands in a small square.")
