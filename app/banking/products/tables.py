"""Rows of programs and products; limits and fees are dated, each with its source."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner
from app.storage.types import one_of


class ProgramRow(PartnerOwned, Identified, Base):
    """The agreement with the bank: one FBO account, one routing number, one currency."""

    __tablename__ = "program"

    name: Mapped[str]
    currency: Mapped[str]
    routing_number: Mapped[str]
    account_prefix: Mapped[str]
    fbo_account_number: Mapped[str]
    company_id: Mapped[str]
    company_name: Mapped[str]
    portal_idle_minutes: Mapped[int] = mapped_column(server_default="30")
    portal_session_hours: Mapped[int] = mapped_column(server_default="12")

    __table_args__ = (
        of_partner(),
        # No longer than NIST SP 800-63B-4 lets a session of two factors be.
        CheckConstraint("portal_idle_minutes between 2 and 60", name="portal_idle"),
        CheckConstraint("portal_session_hours between 1 and 24", name="portal_session"),
    )


class ProductRow(PartnerOwned, Identified, Base):
    """A deposit product that customers of a program may open."""

    __tablename__ = "product"

    program_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str]
    summary: Mapped[str]
    is_open: Mapped[bool]

    __table_args__ = (
        within_partner("program_id", "program"),
        one_of("kind", ("checking", "savings")),
    )


class LimitRow(PartnerOwned, Identified, Base):
    """A ceiling of a program on a rail, from a day on."""

    __tablename__ = "limit_rule"

    program_id: Mapped[UUID]
    rail: Mapped[str]
    period: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    source: Mapped[str]
    set_by: Mapped[str] = mapped_column(server_default="bank")
    approval_id: Mapped[UUID | None]

    __table_args__ = (
        within_partner("program_id", "program"),
        UniqueConstraint(
            "partner_id",
            "program_id",
            "rail",
            "period",
            "set_by",
            "effective_from",
            name="uq_limit_rule_begins",
        ),
        one_of("period", ("payment", "day", "month", "step_up")),
        one_of("set_by", ("bank", "partner")),
        CheckConstraint("amount_minor > 0", name="positive"),
    )


class FeeRow(PartnerOwned, Identified, Base):
    """A line of a product's fee schedule, from a day on."""

    __tablename__ = "fee_rule"

    product_id: Mapped[UUID]
    kind: Mapped[str]
    label: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    source: Mapped[str]
    approval_id: Mapped[UUID | None]

    __table_args__ = (
        within_partner("product_id", "product"),
        UniqueConstraint("partner_id", "product_id", "kind", "effective_from"),
        one_of("kind", ("monthly", "ach_outgoing")),
        CheckConstraint("amount_minor >= 0", name="not_negative"),
    )


class ConsentTextRow(PartnerOwned, Identified, Base):
    """The exact words a customer agrees to; a new version is a new row."""

    __tablename__ = "consent_text"

    kind: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    sha256: Mapped[str]
    effective_from: Mapped[date]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "kind", "version"),
        Index("ix_consent_text_latest", "partner_id", "kind", "effective_from"),
    )
