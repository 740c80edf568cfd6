"""How a partner looks now: its published version, or the preset that it started with.

`Partner.theme` names it: a preset's name, or the digest of a version that was published. What a
digest stands for never changes, so it is read once a process and kept under partner and digest.
"""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.ids import PartnerId
from tenants.tables import BrandVersionRow
from themes.document import DIGEST, BrandDocument, read_json
from themes.load import DEFAULT, PRESETS, preset

KEPT = 512
VERSIONS_STILL_ASKED_FOR = 8
PUBLIC = ("published", "superseded", "rolled_back")

_kept: OrderedDict[tuple[PartnerId, str], BrandDocument] = OrderedDict()
_lock = Lock()


def brand_named(db: Session, partner_id: PartnerId, name: str) -> BrandDocument:
    """The look of that name for this partner alone; the default when it has no such version."""
    if not DIGEST.match(name):
        return BrandDocument(preset(name if name in PRESETS else DEFAULT))
    if found := kept_brand(partner_id, name):
        return found
    text = db.scalar(
        select(BrandVersionRow.document)
        .where(BrandVersionRow.partner_id == partner_id, BrandVersionRow.digest == name)
        .limit(1)
    )
    if text is None:
        return BrandDocument(preset(DEFAULT))
    return _keep(partner_id, name, read_json(text))


def kept_brand(partner_id: PartnerId, name: str) -> BrandDocument | None:
    """The look without a database, where that is possible: a preset, or what was read before."""
    if not DIGEST.match(name):
        return BrandDocument(preset(name if name in PRESETS else DEFAULT))
    with _lock:
        return _kept.get((partner_id, name))


def brands_shown_before(db: Session, partner_id: PartnerId) -> list[BrandDocument]:
    """The latest versions customers have seen: a page loaded before a change may still ask."""
    digests = db.scalars(
        select(BrandVersionRow.digest)
        .where(BrandVersionRow.partner_id == partner_id, BrandVersionRow.status.in_(PUBLIC))
        .order_by(BrandVersionRow.changed_at.desc())
        .limit(VERSIONS_STILL_ASKED_FOR)
    )
    return [brand_named(db, partner_id, digest) for digest in digests.all()]


def _keep(partner_id: PartnerId, name: str, brand: BrandDocument) -> BrandDocument:
    with _lock:
        _kept[(partner_id, name)] = brand
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return brand
