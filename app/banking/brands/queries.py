"""Reads of a brand: the draft, its versions, what happened to them, what waits for the bank."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from app.banking.brands.rules import SHOWN_BEFORE, Status
from app.banking.brands.tables import BrandDraftRow, BrandEventRow
from app.kernel.errors import NotFound
from app.kernel.ids import BrandVersionId, PartnerId
from app.storage.scope import current_scope
from tenants.resolve import partner_of
from tenants.tables import BrandVersionRow
from themes.document import BrandDocument, read_json
from themes.resolve import brand_named


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

    @property
    def name(self) -> str:
        return f"Version {self.number}"


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

    @property
    def id(self) -> PartnerId:
        """As lists know it."""
        return self.partner_id


@dataclass(frozen=True, slots=True)
class VersionName:
    """A version without its document: enough to choose one by."""

    id: BrandVersionId
    number: int
    status: Status


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


def version_names(db: Session) -> list[VersionName]:
    """Every version of the partner in scope, the latest first."""
    row = BrandVersionRow
    wanted = select(row.id, row.number, row.status).order_by(row.number.desc())
    return [
        VersionName(BrandVersionId(its_id), number, Status(status))
        for its_id, number, status in db.execute(wanted)
    ]


def versions_standing(db: Session, *statuses: Status) -> list[Version]:
    """Those of the partner in scope that stand so now: one or two by nature; the latest first."""
    row = BrandVersionRow
    wanted = select(row).where(row.status.in_(statuses)).order_by(row.number.desc())
    return [version_in(each) for each in db.scalars(wanted)]


def version_seen_before(db: Session) -> Version | None:
    """What customers saw until now: the last one that another took the place of."""
    row = BrandVersionRow
    wanted = select(row).where(row.status.in_(SHOWN_BEFORE))
    found = db.scalars(wanted.order_by(row.changed_at.desc(), row.number.desc()).limit(1)).first()
    return version_in(found) if found else None


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
    return version_in(row)


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


def waiting_count(db: Session) -> int:
    """How many versions wait for the bank in scope."""
    wanted = select(func.count()).where(BrandVersionRow.status == Status.IN_REVIEW)
    return db.scalar(wanted) or 0


def standing_of(status: Status) -> Subquery:
    """The one version of each brand that is there, to be joined; only for states of one a brand."""
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


def version_in(row: BrandVersionRow) -> Version:
    """A version with its document, from its row."""
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
