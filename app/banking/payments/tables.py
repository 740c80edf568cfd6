"""Rows of payments and of the files that carry them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import (
    BankOwned,
    Base,
    Identified,
    PartnerOwned,
    of_bank,
    of_partner,
    within_partner,
)
from app.storage.types import one_of

PAYMENT_STATUSES = (
    "pending_approval",
    "approved",
    "submitted",
    "settled",
    "rejected",
    "canceled",
    "returned",
)


class PaymentRow(PartnerOwned, Identified, Base):
    """An order to move money; its entries in the ledger name it as their subject."""

    __tablename__ = "payment"

    customer_id: Mapped[UUID]
    account_id: Mapped[UUID]
    program_id: Mapped[UUID]
    rail: Mapped[str]
    direction: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    status: Mapped[str]
    description: Mapped[str]
    counterparty_name: Mapped[str]
    counterparty_routing: Mapped[str]
    counterparty_account: Mapped[str]
    counterparty_account_type: Mapped[str] = mapped_column(server_default="checking")
    fee_minor: Mapped[int] = mapped_column(server_default="0")
    to_account_id: Mapped[UUID | None]
    idempotency_key: Mapped[str]
    fingerprint: Mapped[bytes]
    hold_id: Mapped[UUID | None]
    trace_number: Mapped[str | None]
    file_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    window_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]
    effective_on: Mapped[date]
    settled_on: Mapped[date | None]
    returned_on: Mapped[date | None]
    return_code: Mapped[str | None]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        within_partner("account_id", "account"),
        within_partner("program_id", "program"),
        within_partner("to_account_id", "account"),
        within_partner("hold_id", "hold"),
        UniqueConstraint("partner_id", "idempotency_key"),
        Index("ix_payment_latest", "partner_id", "created_at", "id"),
        Index("ix_payment_amount", "partner_id", "currency", "amount_minor", "id"),
        Index("ix_payment_settles", "partner_id", "effective_on", "id"),
        Index("ix_payment_account", "partner_id", "account_id", "created_at", "id"),
        Index("ix_payment_customer", "partner_id", "customer_id", "created_at", "id"),
        # In the database its name is in bytes' order, which a comparison of models does not see.
        Index("ix_payment_name", "partner_id", "counterparty_name", "created_at", "id"),
        Index(
            "ix_payment_returned",
            "partner_id",
            "returned_on",
            postgresql_where="status = 'returned'",
        ),
        Index("ix_payment_trace", "partner_id", "trace_number"),
        Index("ix_payment_file", "partner_id", "file_id"),
        Index(
            "ix_payment_moving",
            "partner_id",
            "rail",
            "status",
            postgresql_where="status in ('approved', 'submitted')",
        ),
        Index(
            "uq_payment_received",
            "partner_id",
            "settled_on",
            "trace_number",
            "amount_minor",
            unique=True,
            postgresql_where="direction = 'incoming' and rail = 'ach'",
        ),
        one_of("rail", ("ach", "book")),
        one_of("direction", ("outgoing", "incoming")),
        one_of("status", PAYMENT_STATUSES),
        one_of("counterparty_account_type", ("checking", "savings")),
        CheckConstraint("amount_minor > 0", name="positive"),
        CheckConstraint("fee_minor >= 0", name="fee_not_negative"),
    )


class OutgoingFileRow(BankOwned, Identified, Base):
    """A file for the Fed, of one window of one bank; written once, sent at least once."""

    __tablename__ = "outgoing_file"

    rail: Mapped[str]
    window_at: Mapped[datetime]
    settles_on: Mapped[date]
    status: Mapped[str]
    name: Mapped[str]
    content: Mapped[bytes | None]
    sha256: Mapped[str | None]
    entries: Mapped[int]
    total_minor: Mapped[int]
    transliterations: Mapped[list[Any]]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        of_bank(),
        UniqueConstraint("bank_id", "rail", "window_at"),
        one_of("status", ("open", "written", "sent", "settled", "empty")),
    )


class ReceivedFileRow(BankOwned, Identified, Base):
    """A file as it came in, stored once and whole."""

    __tablename__ = "received_file"

    name: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes]
    status: Mapped[str]
    origin: Mapped[str]
    file_created: Mapped[str]
    modifier: Mapped[str]
    verdict: Mapped[dict[str, Any]]
    entries: Mapped[int]
    credit_minor: Mapped[int]
    debit_minor: Mapped[int]
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    posted_at: Mapped[datetime | None]

    __table_args__ = (
        of_bank(),
        UniqueConstraint("bank_id", "sha256"),
        Index("ix_received_file_identity", "bank_id", "origin", "file_created", "modifier"),
        Index("ix_received_file_latest", "bank_id", "received_at", "id"),
        one_of("status", ("accepted", "posted", "refused")),
    )


class ReceivedEntryRow(BankOwned, Base):
    """One entry of a received file and what became of it."""

    __tablename__ = "received_entry"

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    owner_partner_id: Mapped[UUID | None]
    owner_account_id: Mapped[UUID | None]
    routing_number: Mapped[str]
    account_number: Mapped[str]
    transaction_code: Mapped[str]
    sec_code: Mapped[str]
    company_name: Mapped[str]
    individual_name: Mapped[str]
    description: Mapped[str]
    trace_number: Mapped[str]
    amount_minor: Mapped[int]
    asked_on: Mapped[date | None]
    settles_on: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str]
    reason: Mapped[str]
    addenda: Mapped[str]
    back_code: Mapped[str]
    original_trace: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(("bank_id", "file_id"), ("received_file.bank_id", "received_file.id")),
        Index("ix_received_entry_owner", "bank_id", "file_id", "owner_partner_id"),
        Index(
            "ix_received_entry_held",
            "bank_id",
            "due_at",
            postgresql_where="outcome = 'suspense'",
        ),
        Index("ix_received_entry_once", "bank_id", "trace_number", "amount_minor"),
        one_of("kind", ("credit", "debit", "prenote", "return", "noc", "other")),
        one_of("outcome", ("waiting", "posted", "suspense", "recorded", "duplicate", "ignored")),
    )


class ReceivedShareRow(PartnerOwned, Base):
    """One partner's part of a received file, posted in that partner's own transaction."""

    __tablename__ = "received_share"

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    entries: Mapped[int]
    amount_minor: Mapped[int]
    posted_at: Mapped[datetime]

    __table_args__ = (of_partner(),)


class PreparedReturnRow(PartnerOwned, Identified, Base):
    """A return owed to the Fed for an entry we cannot keep; its money waits in suspense."""

    __tablename__ = "prepared_return"

    file_id: Mapped[UUID]
    line: Mapped[int]
    code: Mapped[str]
    original_trace: Mapped[str]
    original_routing: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    individual_name: Mapped[str]
    account_number: Mapped[str]
    transaction_code: Mapped[str]
    settled_on: Mapped[date]
    status: Mapped[str]
    return_by: Mapped[date]
    outgoing_file_id: Mapped[UUID | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "file_id", "line"),
        Index(
            "ix_prepared_return_due",
            "partner_id",
            "return_by",
            postgresql_where="status = 'prepared'",
        ),
        one_of("status", ("prepared", "sent")),
    )
