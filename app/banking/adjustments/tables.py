"""Rows of adjustments; what is proposed is never changed, only decided."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.banking.adjustments.rules import Kind, Status
from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner
from app.storage.types import one_of


class AdjustmentRow(PartnerOwned, Identified, Base):
    """A transaction that one person proposes; nothing is posted before another approves it."""

    __tablename__ = "adjustment"

    kind: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    about_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    reverses_id: Mapped[UUID | None]
    idempotency_key: Mapped[str]
    proposed_by: Mapped[UUID]
    proposed_label: Mapped[str]
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_label: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]
    transaction_id: Mapped[UUID | None]

    __table_args__ = (
        of_partner(),
        within_partner("reverses_id", "ledger_transaction"),
        within_partner("transaction_id", "ledger_transaction"),
        UniqueConstraint("partner_id", "idempotency_key"),
        Index(
            "uq_adjustment_open_reversal",
            "partner_id",
            "reverses_id",
            unique=True,
            postgresql_where="status = 'proposed' and reverses_id is not null",
        ),
        one_of("kind", tuple(Kind)),
        one_of("status", tuple(Status)),
        CheckConstraint(
            "status not in ('approved', 'rejected') or decided_by is not null "
            "and decided_by <> proposed_by",
            name="maker_is_not_checker",
        ),
        CheckConstraint("(status = 'approved') = (transaction_id is not null)", name="posted"),
        CheckConstraint("(kind = 'reversal') = (reverses_id is not null)", name="reversal"),
    )


class AdjustmentLineRow(PartnerOwned, Base):
    """One entry as it will be posted."""

    __tablename__ = "adjustment_line"

    adjustment_id: Mapped[UUID] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    ledger_account_id: Mapped[UUID]
    side: Mapped[str]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    description: Mapped[str]

    __table_args__ = (
        within_partner("adjustment_id", "adjustment"),
        within_partner("ledger_account_id", "ledger_account"),
        Index("ix_adjustment_line_account", "partner_id", "ledger_account_id"),
        one_of("side", ("debit", "credit")),
        CheckConstraint("amount_minor > 0", name="positive"),
    )
