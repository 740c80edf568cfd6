"""Ledger rows as the app may read them; only the ledger's SQL functions write them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import (
    Base,
    Identified,
    PartnerOwned,
    TransactionNumber,
    of_partner,
    within_partner,
)
from app.storage.types import one_of

KINDS = ("asset", "liability", "equity", "income", "expense")


class LedgerAccountRow(PartnerOwned, Identified, Base):
    """A place where entries add up; pooled ones keep no running balance, the others are guarded."""

    __tablename__ = "ledger_account"

    program_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    normal_side: Mapped[str]
    currency: Mapped[str]
    is_pooled: Mapped[bool]
    floor_minor: Mapped[int | None]
    current_minor: Mapped[int]
    held_minor: Mapped[int]
    is_debit_frozen: Mapped[bool]
    is_credit_frozen: Mapped[bool]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        of_partner(),
        within_partner("program_id", "program"),
        UniqueConstraint("partner_id", "code"),
        Index("ix_ledger_account_customer", "partner_id", "customer_id"),
        one_of("kind", KINDS),
        one_of("normal_side", ("debit", "credit")),
        CheckConstraint("held_minor >= 0", name="held_not_negative"),
        {"postgresql_with": {"fillfactor": "50"}},
    )


class TransactionRow(PartnerOwned, Identified, Base):
    """A balanced, immutable set of entries with a cause."""

    __tablename__ = "ledger_transaction"

    idempotency_key: Mapped[str]
    fingerprint: Mapped[bytes]
    cause: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    description: Mapped[str]
    effective_on: Mapped[date]
    posted_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    reverses_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any] | None]

    __table_args__ = (
        of_partner(),
        within_partner("reverses_id", "ledger_transaction"),
        UniqueConstraint("partner_id", "idempotency_key"),
        Index("ix_ledger_transaction_subject", "partner_id", "subject_id"),
        Index("ix_ledger_transaction_posted", "partner_id", "posted_at", "id"),
    )


class EntryRow(PartnerOwned, Base):
    """One line of a transaction: positive, with a side; carries what its reader may see."""

    __tablename__ = "entry"

    transaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    ledger_account_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    side: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    description: Mapped[str | None]
    effective_on: Mapped[date]
    posted_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(
        TransactionNumber, server_default=func.pg_current_xact_id()
    )

    __table_args__ = (
        # No key to ledger_transaction: one function writes both, and nobody may delete either.
        within_partner("ledger_account_id", "ledger_account"),
        Index(
            "ix_entry_account_day",
            "partner_id",
            "ledger_account_id",
            "effective_on",
            "posted_at",
            "transaction_id",
            "line",
        ),
        Index("ix_entry_account_written", "partner_id", "ledger_account_id", "written_by"),
        one_of("side", ("debit", "credit")),
        CheckConstraint("amount_minor > 0", name="positive"),
    )


class HoldRow(PartnerOwned, Identified, Base):
    """Money set aside: lowers available, not current."""

    __tablename__ = "hold"

    ledger_account_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    idempotency_key: Mapped[str]
    placed_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    transaction_id: Mapped[UUID | None]

    __table_args__ = (
        within_partner("ledger_account_id", "ledger_account"),
        within_partner("transaction_id", "ledger_transaction"),
        UniqueConstraint("partner_id", "idempotency_key"),
        Index(
            "ix_hold_open",
            "partner_id",
            "ledger_account_id",
            postgresql_where="status = 'open'",
        ),
        one_of("status", ("open", "released", "settled", "expired")),
        CheckConstraint("amount_minor > 0", name="positive"),
    )


class CheckpointRow(PartnerOwned, Base):
    """A pooled account's balance of all entries written before a transaction number."""

    __tablename__ = "ledger_checkpoint"

    ledger_account_id: Mapped[UUID] = mapped_column(primary_key=True)
    current_minor: Mapped[int]
    written_below: Mapped[int] = mapped_column(TransactionNumber)
    rolled_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ("partner_id", "ledger_account_id"),
            ("ledger_account.partner_id", "ledger_account.id"),
        ),
    )
