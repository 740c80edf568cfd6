"""Ledger rows as the app may read them; only the ledger's SQL functions write them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import (
    Base,
    Identified,
    PartnerOwned,
    within_partner,
)
from app.storage.types import (
    LEDGER_KIND,
    LEDGER_SIDE,
    LEDGER_WORDS,
    NOT_NEGATIVE_MINOR,
    POSITIVE_MINOR,
    one_of,
)


class LedgerAccountRow(PartnerOwned, Identified, Base):
    """A place where entries add up; pooled ones keep no running balance, the others are guarded."""

    __tablename__ = "ledger_account"

    program_id: Mapped[UUID | None]
    customer_id: Mapped[UUID | None]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(LEDGER_KIND)
    normal_side: Mapped[str] = mapped_column(LEDGER_SIDE)
    currency: Mapped[str]
    is_pooled: Mapped[bool]
    floor_minor: Mapped[int | None]
    current_minor: Mapped[int]
    held_minor: Mapped[int] = mapped_column(NOT_NEGATIVE_MINOR)
    is_debit_frozen: Mapped[bool]
    is_credit_frozen: Mapped[bool]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("partner_id", "code"),
        Index("ix_ledger_account_customer", "partner_id", "customer_id"),
        Index(
            "ix_ledger_account_deposit",
            "partner_id",
            "name",
            "id",
            postgresql_where="customer_id is not null",
        ),
        {"postgresql_with": {"fillfactor": "50"}},
    )


class TransactionRow(PartnerOwned, Identified, Base):
    """A balanced, immutable set of entries with a cause.

    `written_by` grows with every write: what a block seals is a range of it.
    """

    __tablename__ = "ledger_transaction"

    key_digest: Mapped[UUID]
    subject_id: Mapped[UUID | None]
    posted_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    written_by: Mapped[int]
    effective_on: Mapped[date]
    reverses_id: Mapped[UUID | None]
    cause: Mapped[str]
    subject_kind: Mapped[str]
    description: Mapped[str]
    details: Mapped[dict[str, Any] | None]

    __table_args__ = (
        # No foreign keys: one function writes these rows, and nobody may delete what it names.
        UniqueConstraint("partner_id", "key_digest"),
        Index("ix_ledger_transaction_written", "partner_id", "written_by"),
        Index(
            "ix_ledger_transaction_about",
            "partner_id",
            "subject_id",
            postgresql_where="subject_id is not null",
        ),
        Index(
            "uq_ledger_transaction_reverses",
            "partner_id",
            "reverses_id",
            unique=True,
            postgresql_where="reverses_id is not null",
        ),
    )


class EntryRow(PartnerOwned, Base):
    """One line of a transaction: positive, with a side; carries what its reader may see.

    Its key is the order of every account page.
    """

    __tablename__ = "entry"

    ledger_account_id: Mapped[UUID] = mapped_column(primary_key=True)
    effective_on: Mapped[date] = mapped_column(primary_key=True)
    transaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    customer_id: Mapped[UUID | None]
    amount_minor: Mapped[int] = mapped_column(POSITIVE_MINOR)
    posted_at: Mapped[datetime]
    side: Mapped[str] = mapped_column(LEDGER_SIDE)
    currency: Mapped[str]
    description: Mapped[str] = mapped_column(LEDGER_WORDS, server_default="")

    __table_args__ = (Index("ix_entry_transaction", "partner_id", "transaction_id"),)


class HoldRow(PartnerOwned, Identified, Base):
    """Money set aside: lowers available, not current."""

    __tablename__ = "hold"

    ledger_account_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    amount_minor: Mapped[int]
    placed_minor: Mapped[int]
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
        UniqueConstraint("partner_id", "idempotency_key"),
        Index(
            "ix_hold_open",
            "partner_id",
            "ledger_account_id",
            postgresql_where="status = 'open'",
        ),
        Index("ix_hold_account", "partner_id", "ledger_account_id", "placed_at"),
        one_of("status", ("open", "released", "settled", "expired")),
        CheckConstraint("amount_minor > 0", name="positive"),
    )


class CheckpointRow(PartnerOwned, Base):
    """A pooled account's balance of all entries that are in blocks."""

    __tablename__ = "ledger_checkpoint"

    ledger_account_id: Mapped[UUID] = mapped_column(primary_key=True)
    current_minor: Mapped[int]

    __table_args__ = ({"postgresql_with": {"fillfactor": "50"}},)


class DayBalanceRow(PartnerOwned, Base):
    """An account's balance at the end of a day, of all entries that are in blocks."""

    __tablename__ = "ledger_day_balance"

    ledger_account_id: Mapped[UUID] = mapped_column(primary_key=True)
    business_on: Mapped[date] = mapped_column(primary_key=True)
    current_minor: Mapped[int]


class BlockRow(PartnerOwned, Base):
    """A sealed range of transactions: the root over them, and the hash of the block before.

    `marks` are the first four bytes of each leaf: they prove nothing, they tell which one changed.
    """

    __tablename__ = "ledger_block"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    written_from: Mapped[int]
    written_below: Mapped[int]
    transactions: Mapped[int] = mapped_column(Integer)
    root: Mapped[bytes]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]
    key_id: Mapped[str]
    signature: Mapped[bytes]
    marks: Mapped[bytes]
    sealed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("partner_id", "written_below"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("written_from < written_below", name="range"),
    )


class DayRootRow(PartnerOwned, Base):
    """The last block of a closed day, as it was handed to the bank."""

    __tablename__ = "day_root"

    business_on: Mapped[date] = mapped_column(primary_key=True)
    block_number: Mapped[int] = mapped_column(Integer)
    block_hash: Mapped[bytes]
    handed_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ("partner_id", "block_number"), ("ledger_block.partner_id", "ledger_block.number")
        ),
    )


class PeriodRow(PartnerOwned, Base):
    """Days that are locked: nothing more is posted for them."""

    __tablename__ = "ledger_period"

    locked_through: Mapped[date] = mapped_column(primary_key=True)
    locked_at: Mapped[datetime]
    written_by: Mapped[int]
    reason: Mapped[str]


class SealKeyRow(Base):
    """A public key that seals blocks; all but the first are endorsed by the one before."""

    __tablename__ = "seal_key"

    key_id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    endorsed_by: Mapped[str | None]
    endorsement: Mapped[bytes | None]
    created_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(("endorsed_by",), ("seal_key.key_id",)),)
