"""Reads of a brand: the draft, its versions, what happened to them, what waits for the bank."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from app.banking.brands.rules import Status
from app.banking.brands.tables import BrandDraftRow, BrandEventRow
from app.kernel.errors import NotFound
from app.kernel.ids import BrandVersionId, PartnerId
from app.storage.scope import current_bank, current_scope
from tenants.resolve import partner_of
from tenants.tables import BrandVersionRow, PartnerRow
from themes.document import BrandDocument, read_json
from themes.resolve import brand_named

VERSIONS_MAX = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being worked on."""

    brand: BrandDocument
    digest: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One version with its document."""

    id: BrandVersionId
    number: int
    brand: BrandDocument
    digest: str
    note: str
    made_by: str
    made_at: datetime
    status: Status
    changed_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a version."""

    id: UUID
    status: Status
    at: datetime
    by: str
    by_kind: str
    note: str


@dataclass(frozen=True, slots=True)
class BrandLine:
    """A brand of a bank as the bank's list shows it; no number where none is."""

    partner_id: PartnerId
    partner_name: str
    published_number: int | None
    published_at: datetime | None
    waiting_id: BrandVersionId | None
    waiting_number: int | None
    waiting_since: datetime | None


def draft_of(db: Session) -> Draft | None:
    """The draft of the partner in scope."""
    row = db.scalars(
        select(BrandDraftRow).where(BrandDraftRow.is_open).execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    return Draft(read_json(row.document), row.digest, row.changed_label, row.changed_at)


def look_now(db: Session) -> BrandDocument:
    """What customers of the partner in scope see."""
    partner_id = current_scope(db).partner_id
    assert partner_id is not None  # noqa: S101 -- a brand is a partner's
    partner = partner_of(db, PartnerId(partner_id))
    return brand_named(db, partner.id, partner.theme)


def versions(db: Session, *, partner_id: PartnerId | None = None) -> list[Version]:
    """The latest first."""
    wanted = select(BrandVersionRow).order_by(BrandVersionRow.number.desc()).limit(VERSIONS_MAX)
    if partner_id is not None:
        wanted = wanted.where(BrandVersionRow.partner_id == partner_id)
    return [_version(row) for row in db.scalars(wanted)]


def version_of(
    db: Session, version_id: BrandVersionId, *, partner_id: PartnerId | None = None
) -> Version:
    """One version; raises NotFound."""
    wanted = select(BrandVersionRow).where(BrandVersionRow.id == version_id)
    if partner_id is not None:
        wanted = wanted.where(BrandVersionRow.partner_id == partner_id)
    row = db.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound("version")
    return _version(row)


def steps_of(db: Session, version_id: BrandVersionId) -> list[Step]:
    """What happened to a version, the latest first."""
    rows = db.scalars(
        select(BrandEventRow)
        .where(BrandEventRow.version_id == version_id)
        .order_by(BrandEventRow.at.desc(), BrandEventRow.id.desc())
    )
    return [
        Step(row.id, Status(row.status), row.at, row.actor_label, row.actor_kind, row.note)
        for row in rows
    ]


def brand_by_digest(db: Session, digest: str, *, drafts: bool = True) -> BrandDocument | None:
    """A version, or the draft, of the partner in scope, by its content's name."""
    wanted = select(BrandVersionRow.document).where(BrandVersionRow.digest == digest).limit(1)
    text = db.scalar(wanted)
    if text is None and drafts:
        own = select(BrandDraftRow.document).where(
            BrandDraftRow.is_open, BrandDraftRow.digest == digest
        )
        text = db.scalar(own)
    return read_json(text) if text is not None else None


def brands_of_bank(db: Session) -> list[BrandLine]:
    """Every brand of the bank in scope, those that wait for it first."""
    published, waiting = _standing(Status.PUBLISHED), _standing(Status.IN_REVIEW)
    rows = db.execute(
        select(
            PartnerRow.id.label("partner_id"),
            PartnerRow.name.label("partner_name"),
            published.c.number.label("published_number"),
            published.c.changed_at.label("published_at"),
            waiting.c.id.label("waiting_id"),
            waiting.c.number.label("waiting_number"),
            waiting.c.changed_at.label("waiting_since"),
        )
        .outerjoin(published, published.c.partner_id == PartnerRow.id)
        .outerjoin(waiting, waiting.c.partner_id == PartnerRow.id)
        .where(PartnerRow.bank_id == current_bank(db), PartnerRow.is_house.is_(False))
        .order_by(waiting.c.changed_at.asc().nulls_last(), PartnerRow.name)
    )
    return [BrandLine(**row._mapping) for row in rows]  # noqa: SLF001 -- SQLAlchemy's public name


def waiting_count(db: Session) -> int:
    """How many versions wait for the bank in scope."""
    wanted = select(func.count()).where(BrandVersionRow.status == Status.IN_REVIEW)
    return db.scalar(wanted) or 0


def _standing(status: Status) -> Subquery:
    return (
        select(
            BrandVersionRow.partner_id,
            BrandVersionRow.id,
            BrandVersionRow.number,
            BrandVersionRow.changed_at,
        )
        .where(BrandVersionRow.status == status)
        .subquery()
    )


def _version(row: BrandVersionRow) -> Version:
    return Version(
        id=BrandVersionId(row.id),
        number=row.number,
        brand=read_json(row.document),
        digest=row.digest,
        note=row.note,
        made_by=row.made_label,
        made_at=row.made_at,
        status=Status(row.status),
        changed_at=row.changed_at,
        due_at=row.due_at,
    )
