"""What the bank says, what the ledger says, and the differences."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.storage.base import (
    BankOwned,
    Base,
    Identified,
    PartnerOwned,
    of_bank,
    of_partner,
    within_partner,
)


class BankBalanceRow(BankOwned, Identified, Base):
    """What the bank's own books say an FBO account held at the end of a business day."""

    __tablename__ = "bank_balance"

    business_on: Mapped[date]
    bank_account: Mapped[str]
    balance_minor: Mapped[int]
    currency: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    received_at: Mapped[datetime]

    __table_args__ = (
        of_bank(),
        UniqueConstraint("bank_id", "business_on", "bank_account"),
    )


class ProgramDayRow(PartnerOwned, Identified, Base):
    """A program at the close of a business day, as our own books have it."""

    __tablename__ = "program_day"

    program_id: Mapped[UUID | None]
    bank_account: Mapped[str]
    business_on: Mapped[date]
    currency: Mapped[str]
    cash_minor: Mapped[int]
    owed_minor: Mapped[int]
    in_transit_minor: Mapped[int]
    other_minor: Mapped[int]
    customers: Mapped[int]
    closed_at: Mapped[datetime]

    __table_args__ = (
        of_partner(),
        within_partner("program_id", "program"),
        UniqueConstraint("partner_id", "bank_account", "business_on"),
    )


class BreakRow(BankOwned, Identified, Base):
    """A difference that nobody has explained yet."""

    __tablename__ = "bank_break"

    kind: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    amount_minor: Mapped[int | None]
    currency: Mapped[str | None]
    opened_at: Mapped[datetime]
    explained_at: Mapped[datetime | None]
    explained_by: Mapped[str | None]
    explanation: Mapped[str | None]

    __table_args__ = (
        of_bank(),
        UniqueConstraint("bank_id", "kind", "subject"),
        Index("ix_bank_break_open", "bank_id", "opened_at", "id"),
    )
