"""The registry of banks, partners and hosts: read before any scope is known."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base
from app.storage.types import one_of


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
