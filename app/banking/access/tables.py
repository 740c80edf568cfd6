"""Logins, their keys and their sessions; officers of a bank belong to its house partner."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.languages import LANGUAGES
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
    password_set_at: Mapped[datetime | None]
    totp_set_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    access_from: Mapped[datetime | None]
    access_until: Mapped[datetime | None]
    language: Mapped[str | None]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "kind", "email"),
        # A team by name, without the many logins of customers.
        Index(
            "ix_login_team",
            "partner_id",
            "name",
            "id",
            postgresql_where="kind <> 'customer'",
        ),
        one_of("language", tuple(LANGUAGES)),
        one_of("kind", ("user", "customer", "officer")),
        CheckConstraint("role <> 'examiner' or access_until is not null", name="examiner_term"),
        CheckConstraint("access_from < access_until", name="term"),
    )


class PasskeyRow(PartnerOwned, Identified, Base):
    """A passkey of a login: the public half, and how often its private half has signed."""

    __tablename__ = "passkey"

    login_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    name: Mapped[str]
    is_synced: Mapped[bool]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        UniqueConstraint("partner_id", "credential_id"),
        Index("ix_passkey_login", "partner_id", "login_id"),
    )


class RecoveryCodeRow(PartnerOwned, Identified, Base):
    """One of ten codes for the day the other factors are lost; only its hash is kept."""

    __tablename__ = "recovery_code"

    login_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    code_hash: Mapped[bytes]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        UniqueConstraint("partner_id", "login_id", "code_hash"),
    )


class LoginDeviceRow(PartnerOwned, Identified, Base):
    """A browser somebody has signed in with before; its cookie is kept only as a hash."""

    __tablename__ = "login_device"

    login_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    token_hash: Mapped[bytes]
    browser: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    __table_args__ = (
        within_partner("login_id", "login"),
        UniqueConstraint("partner_id", "token_hash", "login_id"),
    )


class PasskeyChallengeRow(PartnerOwned, Identified, Base):
    """What a passkey is asked to sign, once; a row that is used or too old is used again."""

    __tablename__ = "passkey_challenge"

    login_id: Mapped[UUID | None]
    purpose: Mapped[str]
    challenge: Mapped[bytes]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        UniqueConstraint("partner_id", "challenge"),
        one_of("purpose", ("sign_in", "proof", "register")),
    )


class FormDraftRow(PartnerOwned, Identified, Base):
    """What somebody had typed when a proof was asked for: one a login, encrypted, for minutes."""

    __tablename__ = "form_draft"

    login_id: Mapped[UUID]
    customer_id: Mapped[UUID | None]
    place: Mapped[str]
    sealed: Mapped[bytes]
    key_id: Mapped[UUID]
    expires_at: Mapped[datetime]

    __table_args__ = (
        within_partner("login_id", "login"),
        UniqueConstraint("partner_id", "login_id"),
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
    id: Mapped[UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    role: Mapped[str] = mapped_column(server_default="")
    factors: Mapped[str] = mapped_column(server_default="")
    proved_at: Mapped[datetime | None]
    idle_seconds: Mapped[int] = mapped_column(server_default="900")
    address: Mapped[str] = mapped_column(server_default="")
    device_id: Mapped[UUID | None]

    __table_args__ = (
        within_partner("login_id", "login"),
        within_partner("device_id", "login_device"),
        UniqueConstraint("partner_id", "id"),
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
