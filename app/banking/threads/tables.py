"""Rows of threads and messages; a message is written once, a thread keeps who has read what."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.banking.threads.rules import BODY_LENGTH_MAX
from app.storage.base import Base, Identified, PartnerOwned, within_partner

# Line by line as Postgres gives it back: the schema is compared with it.
STANDING = """(
case
when closed_at is not null then 'closed'
when waiting_since is not null then 'waiting'
else 'answered'
end)"""
SINCE = "coalesce(waiting_since, last_at)"


class ThreadRow(PartnerOwned, Identified, Base):
    """One conversation: about one payment, or about everything else of a customer."""

    __tablename__ = "thread"

    customer_id: Mapped[UUID]
    payment_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    customer_last_at: Mapped[datetime | None]
    staff_last_at: Mapped[datetime | None]
    customer_read_at: Mapped[datetime | None]
    staff_read_at: Mapped[datetime | None]
    letter_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_label: Mapped[str | None]

    __table_args__ = (
        within_partner("customer_id", "customer"),
        within_partner("payment_id", "payment"),
        UniqueConstraint("partner_id", "id", "customer_id", name="uq_thread_owner"),
        Index(
            "uq_thread_customer",
            "partner_id",
            "customer_id",
            unique=True,
            postgresql_where="payment_id is null",
        ),
        Index(
            "uq_thread_payment",
            "partner_id",
            "payment_id",
            unique=True,
            postgresql_where="payment_id is not null",
        ),
        Index(
            "ix_thread_waiting",
            "partner_id",
            "waiting_since",
            "id",
            postgresql_where="waiting_since is not null",
        ),
        Index("ix_thread_latest", "partner_id", "last_at", "id"),
        Index("ix_thread_since", "partner_id", text(SINCE), "id"),
        Index("ix_thread_standing", "partner_id", text(STANDING), text(SINCE), "id"),
        Index("ix_thread_of", "partner_id", "customer_id", "last_at", "id"),
        CheckConstraint("(closed_at is null) = (closed_label is null)", name="closed"),
    )


class MessageRow(PartnerOwned, Identified, Base):
    """What one side wrote; plain text, never changed."""

    __tablename__ = "message"

    thread_id: Mapped[UUID]
    customer_id: Mapped[UUID]
    is_from_customer: Mapped[bool] = mapped_column(server_default=true())
    author_id: Mapped[UUID | None]
    author_label: Mapped[str]
    body: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ("partner_id", "thread_id", "customer_id"),
            ("thread.partner_id", "thread.id", "thread.customer_id"),
            name="fk_message_owner",
        ),
        Index("ix_message_thread", "partner_id", "thread_id", "at", "id"),
        Index("ix_message_customer", "partner_id", "customer_id", "at", "id"),
        CheckConstraint(f"char_length(body) between 1 and {BODY_LENGTH_MAX}", name="body"),
    )
