"""Statements as data, and their rendered documents."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.languages import ENGLISH, LANGUAGES
from app.storage.base import Base, Identified, PartnerOwned, within_partner
from app.storage.types import one_of


class StatementRow(PartnerOwned, Identified, Base):
    """One account, one month: what it opened and closed at, and every line between."""

    __tablename__ = "statement"

    customer_id: Mapped[UUID]
    account_id: Mapped[UUID]
    month_on: Mapped[date]
    opening_minor: Mapped[int]
    closing_minor: Mapped[int]
    currency: Mapped[str]
    body: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    issued_at: Mapped[datetime]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        within_partner("account_id", "account"),
        UniqueConstraint("partner_id", "account_id", "month_on"),
        Index("ix_statement_latest", "partner_id", "month_on", "id"),
        Index("ix_statement_customer", "partner_id", "customer_id", "month_on", "id"),
    )


class StatementDocumentRow(PartnerOwned, Base):
    """The rendered PDF of a statement in one language, made when first asked for."""

    __tablename__ = "statement_document"

    statement_id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True, server_default=ENGLISH)
    customer_id: Mapped[UUID]
    content: Mapped[bytes]
    sha256: Mapped[str]
    rendered_at: Mapped[datetime]

    __table_args__ = (
        within_partner("statement_id", "statement"),
        one_of("language", tuple(LANGUAGES)),
    )
