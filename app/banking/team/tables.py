"""Rows beside logins: from where staff may come, and who looked in to help."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.storage.base import Base, Identified, PartnerOwned, of_partner


class AddressRuleRow(PartnerOwned, Identified, Base):
    """A network that staff may come from; with none in force they may come from everywhere."""

    __tablename__ = "address_rule"

    network: Mapped[str]
    label: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]
    added_label: Mapped[str]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        of_partner(),
        Index(
            "uq_address_rule_network",
            "partner_id",
            "network",
            unique=True,
            postgresql_where="removed_at is null",
        ),
    )


class SupportAccessRow(PartnerOwned, Identified, Base):
    """Somebody of the installation looks at a partner's console as one of its roles, for a while.

    Times are wall time. The link and the session's token are kept as hashes.
    """

    __tablename__ = "support_access"

    operator_name: Mapped[str]
    role: Mapped[str]
    reason: Mapped[str]
    ticket: Mapped[str]
    granted_at: Mapped[datetime]
    link_hash: Mapped[bytes]
    link_expires_at: Mapped[datetime]
    token_hash: Mapped[bytes | None]
    started_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_label: Mapped[str | None]
    pages_seen: Mapped[int]

    __table_args__ = (
        of_partner(),
        Index("uq_support_access_link", "partner_id", "link_hash", unique=True),
        Index("uq_support_access_token", "partner_id", "token_hash", unique=True),
        CheckConstraint("(token_hash is null) = (started_at is null)", name="started"),
        CheckConstraint("(started_at is null) = (expires_at is null)", name="expires"),
    )
