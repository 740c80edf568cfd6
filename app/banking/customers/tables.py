"""Rows of customers and applications; a tax id is kept encrypted, with a blind index."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner
from app.storage.types import one_of

CUSTOMER_STATUSES = ("applicant", "active", "declined", "closed")
APPLICATION_STATUSES = ("submitted", "referred", "approved", "declined")


class CustomerRow(PartnerOwned, Identified, Base):
    """A person whom a partner serves."""

    __tablename__ = "customer"
    customer_key = "id"

    status: Mapped[str]
    given_name: Mapped[str]
    family_name: Mapped[str]
    born_on: Mapped[date]
    email: Mapped[str]
    phone: Mapped[str]
    street: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    postal_code: Mapped[str]
    tax_id: Mapped[bytes]
    tax_id_key_id: Mapped[UUID]
    tax_id_index: Mapped[bytes]
    tax_id_last4: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        of_partner(),
        within_partner("tax_id_key_id", "data_key"),
        Index("ix_customer_tax_id", "partner_id", "tax_id_index"),
        Index("ix_customer_name", "partner_id", "family_name", "given_name", "id"),
        one_of("status", CUSTOMER_STATUSES),
    )


class ApplicationRow(PartnerOwned, Identified, Base):
    """A request to become a customer, with its KYC decision."""

    __tablename__ = "application"

    customer_id: Mapped[UUID]
    product_id: Mapped[UUID]
    status: Mapped[str]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decision_note: Mapped[str | None]
    reasons: Mapped[list[Any]]
    idempotency_key: Mapped[str]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        within_partner("product_id", "product"),
        UniqueConstraint("partner_id", "idempotency_key"),
        Index("ix_application_latest", "partner_id", "submitted_at", "id"),
        Index(
            "ix_application_referred",
            "partner_id",
            "submitted_at",
            postgresql_where="status = 'referred'",
        ),
        Index("ix_application_customer", "partner_id", "customer_id"),
        one_of("status", APPLICATION_STATUSES),
    )


class ConsentRow(PartnerOwned, Identified, Base):
    """What a customer agreed to, in exactly which words, and when."""

    __tablename__ = "consent"

    customer_id: Mapped[UUID]
    consent_text_id: Mapped[UUID]
    sha256: Mapped[str]
    agreed_at: Mapped[datetime]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        within_partner("consent_text_id", "consent_text"),
        UniqueConstraint("partner_id", "customer_id", "consent_text_id"),
    )
