"""Logins and their sessions; officers of a bank belong to its house partner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner
from app.storage.types import one_of

LINK_PURPOSES = ("invitation", "password_reset", "email_verification")


class LoginRow(PartnerOwned, Identified, Base):
    """One person's way in to one surface of one partner."""

    __tablename__ = "login"

    customer_id: Mapped[UUID | None]
    kind: Mapped[str]
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None]
    totp_key_id: Mapped[UUID | None]
    totp_last_step: Mapped[int | None]
    is_disabled: Mapped[bool]
    created_at: Mapped[datetime]
    email_verified_at: Mapped[datetime | None]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "kind", "email"),
        one_of("kind", ("user", "customer", "officer")),
    )


class LoginSessionRow(PartnerOwned, Base):
    """A signed-in browser; the cookie's token is kept only as its hash."""

    __tablename__ = "login_session"

    login_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID | None]
    is_verified: Mapped[bool]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str]

    __table_args__ = (
        within_partner("login_id", "login"),
        Index("ix_login_session_login", "partner_id", "login_id"),
    )


class OneTimeLinkRow(PartnerOwned, Base):
    """A link in a letter, good once; its token is kept only as its hash."""

    __tablename__ = "one_time_link"

    login_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID | None]
    purpose: Mapped[str]
    address: Mapped[bytes]
    address_row_id: Mapped[UUID]
    data_key_id: Mapped[UUID]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        within_partner("data_key_id", "data_key"),
        Index("ix_one_time_link_login", "partner_id", "login_id", "purpose", "made_at"),
        one_of("purpose", LINK_PURPOSES),
    )
