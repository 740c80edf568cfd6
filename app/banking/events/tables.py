"""The outbox row: one thing to do later, for one partner."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned


class OutboxRow(PartnerOwned, Identified, Base):
    """Due at a business time; leases and retries run on wall time."""

    __tablename__ = "outbox"

    customer_id: Mapped[UUID | None]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    key: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        # No key to partner: every action of a partner would lock that one row.
        Index("uq_outbox_key", "partner_id", "kind", "key", unique=True),
        Index(
            "ix_outbox_due",
            "due_at",
            postgresql_where="done_at is null and failed_at is null",
        ),
    )
