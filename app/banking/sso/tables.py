"""Identity providers, who they vouch for, and the sign-ins that are under way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base, Identified, PartnerOwned, of_partner, within_partner
from app.storage.types import one_of


class IdentityProviderRow(PartnerOwned, Identified, Base):
    """An OpenID provider of one partner; a bank's belongs to its house partner."""

    __tablename__ = "identity_provider"

    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[bytes]
    client_secret_key_id: Mapped[UUID]
    discovery: Mapped[dict[str, Any]]
    algorithms: Mapped[list[Any]]
    keys: Mapped[dict[str, Any]]
    keys_fetched_at: Mapped[datetime]
    role_claim: Mapped[str]
    role_map: Mapped[list[Any]]
    second_factor: Mapped[str]
    required_acr: Mapped[str | None]
    max_age_seconds: Mapped[int | None]
    is_enabled: Mapped[bool]
    is_forced: Mapped[bool]
    created_at: Mapped[datetime]

    __table_args__ = (
        of_partner(),
        UniqueConstraint("partner_id", "issuer"),
        one_of("second_factor", ("asserted", "trusted", "ours")),
    )


class IdentityRow(PartnerOwned, Base):
    """Whose login a subject of an issuer is; never found by an e-mail address."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID]
    login_id: Mapped[UUID]
    linked_at: Mapped[datetime]
    signed_in_at: Mapped[datetime]

    __table_args__ = (
        within_partner("provider_id", "identity_provider"),
        within_partner("login_id", "login"),
        Index("ix_identity_login", "partner_id", "login_id"),
    )


class SsoAttemptRow(PartnerOwned, Identified, Base):
    """One walk to a provider and back, by one browser, once."""

    __tablename__ = "sso_attempt"

    provider_id: Mapped[UUID]
    purpose: Mapped[str]
    login_id: Mapped[UUID | None]
    state_hash: Mapped[bytes]
    browser_hash: Mapped[bytes]
    nonce: Mapped[str]
    verifier: Mapped[bytes]
    verifier_key_id: Mapped[UUID]
    redirect_uri: Mapped[str]
    next_path: Mapped[str]
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    provider_session: Mapped[str | None]

    __table_args__ = (
        within_partner("provider_id", "identity_provider"),
        UniqueConstraint("partner_id", "state_hash"),
        Index("ix_sso_attempt_expires", "partner_id", "expires_at"),
        one_of("purpose", ("sign_in", "link", "proof")),
    )


class LogoutTokenRow(PartnerOwned, Base):
    """A logout token that was obeyed; the same one again does nothing."""

    __tablename__ = "logout_token"

    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]

    __table_args__ = (within_partner("provider_id", "identity_provider"),)
