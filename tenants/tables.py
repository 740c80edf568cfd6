"""The registry of banks, partners and hosts: read before any scope is known."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned, of_partner
from app.storage.types import one_of

BRAND_STATUSES = (
    "in_review",
    "withdrawn",
    "rejected",
    "approved",
    "scheduled",
    "published",
    "superseded",
    "rolled_back",
)


class BankRow(Base):
    """A sponsor bank; shared reference data, the same for everyone."""

    __tablename__ = "bank"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    legal_name: Mapped[str]
    theme: Mapped[str]
    routing_numbers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    address: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    created_at: Mapped[datetime]


class PartnerRow(Base):
    """The tenant: a brand, or a bank's own house partner."""

    __tablename__ = "partner"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_id: Mapped[UUID]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    legal_name: Mapped[str]
    theme: Mapped[str]
    is_house: Mapped[bool]
    status: Mapped[str]
    support_email: Mapped[str]
    support_phone: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["bank_id"], ["bank.id"]),
        UniqueConstraint("bank_id", "id"),
        Index("uq_partner_house", "bank_id", unique=True, postgresql_where="is_house"),
        one_of("status", ("live", "suspended")),
    )


class HostRow(Base):
    """A host name gives the surface and the scope before anything else is read."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(primary_key=True)
    surface: Mapped[str]
    bank_id: Mapped[UUID]
    partner_id: Mapped[UUID]

    __table_args__ = (
        ForeignKeyConstraint(["bank_id", "partner_id"], ["partner.bank_id", "partner.id"]),
        one_of("surface", ("portal", "console", "oversight")),
    )


class BrandAssetRow(PartnerOwned, Base):
    """A picture of a brand, by the sha256 of its bytes; made anew from what was brought."""

    __tablename__ = "brand_asset"

    digest: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str]
    content: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    made_by: Mapped[UUID | None]
    made_label: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (of_partner(), one_of("form", ("png", "svg")))


class BrandVersionRow(PartnerOwned, Identified, Base):
    """One version of a brand's look: the document never changes, only where it stands."""

    __tablename__ = "brand_version"

    number: Mapped[int]
    document: Mapped[str]
    digest: Mapped[str]
    note: Mapped[str]
    made_by: Mapped[UUID | None]
    made_label: Mapped[str]
    made_person: Mapped[str]
    made_at: Mapped[datetime]
    status: Mapped[str]
    changed_at: Mapped[datetime]
    due_at: Mapped[datetime | None]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "number"),
        Index(
            "uq_brand_version_published",
            "partner_id",
            unique=True,
            postgresql_where="status = 'published'",
        ),
        Index(
            "uq_brand_version_in_review",
            "partner_id",
            unique=True,
            postgresql_where="status = 'in_review'",
        ),
        Index("ix_brand_version_digest", "partner_id", "digest"),
        Index("ix_brand_version_changed", "partner_id", "changed_at", "number"),
        one_of("status", BRAND_STATUSES),
        CheckConstraint("(status = 'scheduled') = (due_at is not null)", name="due"),
    )
