"""Audit records: append-only, written in the transaction they describe."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned


class AuditRow(PartnerOwned, Identified, Base):
    """One thing that was done, or refused, and by whom."""

    __tablename__ = "audit_record"

    customer_id: Mapped[UUID | None]
    at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(server_default=text("guildhall.write_number()"))
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_label: Mapped[str]
    on_behalf_of_id: Mapped[UUID | None]
    on_behalf_of_label: Mapped[str | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str]
    door: Mapped[str] = mapped_column(server_default="")
    address_class: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        # No key to partner: every action of a partner would lock that one row.
        # The key itself is the order of time: an id sorts by `at`.
        Index("ix_audit_record_written", "partner_id", "written_by"),
        Index(
            "ix_audit_record_actor",
            "partner_id",
            "actor_id",
            "id",
            postgresql_where=text("actor_id is not null"),
        ),
        Index("ix_audit_record_subject", "partner_id", "subject_id", "at"),
    )
