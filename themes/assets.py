"""The pictures of a brand where they are kept; each is its partner's and nobody else's."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.ids import PartnerId
from tenants.tables import BrandAssetRow
from themes.document import DIGEST
from themes.pictures import PNG, SVG, Picture

FORMS = {"png": PNG, "svg": SVG}
NAMES = {media_type: form for form, media_type in FORMS.items()}


def picture_of(db: Session, partner_id: PartnerId, digest: str) -> Picture | None:
    """The partner's picture of that name, or None."""
    if not DIGEST.match(digest):
        return None
    row = db.scalars(
        select(BrandAssetRow).where(
            BrandAssetRow.partner_id == partner_id, BrandAssetRow.digest == digest
        )
    ).one_or_none()
    if row is None:
        return None
    return Picture(row.content, FORMS[row.form], row.width, row.height)
