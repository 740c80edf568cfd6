"""Reads about identity providers and the people they vouch for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.banking.sso.discovery import Published, read_published
from app.banking.sso.peer import Client
from app.banking.sso.tables import IdentityProviderRow, IdentityRow
from app.kernel.errors import NotFound
from app.kernel.ids import IdentityProviderId, LoginId
from app.storage.crypto import decrypt

FORCED = "is_sso_forced"
SECRET_PLACE = "identity_provider.client_secret"  # noqa: S105 -- the name of a column


@dataclass(frozen=True, slots=True)
class Offered:
    """A button on the sign-in page."""

    id: IdentityProviderId
    name: str
    is_forced: bool


@dataclass(frozen=True, slots=True)
class Provider:
    """Everything about a provider but its secret."""

    id: IdentityProviderId
    name: str
    issuer: str
    client_id: str
    published: Published
    keys: Mapping[str, Any]
    keys_fetched_at: datetime
    algorithms: tuple[str, ...]
    role_claim: str
    role_map: tuple[tuple[str, str], ...]
    second_factor: str
    required_acr: str | None
    max_age_seconds: int | None
    is_enabled: bool
    is_forced: bool
    people: int


@dataclass(frozen=True, slots=True)
class Connected:
    """A provider that vouches for somebody, as they see it on their own security page."""

    provider_id: IdentityProviderId
    name: str
    linked_at: datetime
    signed_in_at: datetime


def offered(db: Session) -> list[Offered]:
    """The providers that the sign-in page shows."""
    rows = db.execute(
        select(IdentityProviderRow.id, IdentityProviderRow.name, IdentityProviderRow.is_forced)
        .where(IdentityProviderRow.is_enabled)
        .order_by(IdentityProviderRow.name)
    )
    return [Offered(IdentityProviderId(row.id), row.name, row.is_forced) for row in rows]


def is_forced(db: Session) -> bool:
    """Whether staff of the partner in scope may sign in through their provider only.

    Asked once a unit of work: before a password is looked at, and again where a session begins.
    """
    if FORCED not in db.info:
        found = exists().where(IdentityProviderRow.is_enabled, IdentityProviderRow.is_forced)
        db.info[FORCED] = bool(db.scalar(select(found)))
    return bool(db.info[FORCED])


def providers(db: Session) -> list[Provider]:
    """Every provider of the partner in scope, by name."""
    counted = (
        select(func.count())
        .where(
            IdentityRow.partner_id == IdentityProviderRow.partner_id,
            IdentityRow.provider_id == IdentityProviderRow.id,
        )
        .correlate(IdentityProviderRow)
        .scalar_subquery()
    )
    rows = db.execute(select(IdentityProviderRow, counted).order_by(IdentityProviderRow.name))
    return [_provider(row, people) for row, people in rows]


def provider_detail(db: Session, provider_id: IdentityProviderId) -> Provider:
    """One provider; raises NotFound."""
    for each in providers(db):
        if each.id == provider_id:
            return each
    raise NotFound("identity provider")


def client_of(db: Session, provider_id: IdentityProviderId) -> Client:
    """Who we are to the provider, secret included: for talking to it and nothing else."""
    row = db.scalars(select(IdentityProviderRow).where(IdentityProviderRow.id == provider_id)).one()
    secret = decrypt(
        db,
        row.client_secret,
        key_id=row.client_secret_key_id,
        place=SECRET_PLACE,
        row_id=row.id,
    )
    return Client(row.client_id, secret)


def login_of(db: Session, issuer: str, subject: str) -> LoginId | None:
    """Whose login this subject of this issuer is here."""
    found = db.scalar(
        select(IdentityRow.login_id).where(
            IdentityRow.issuer == issuer, IdentityRow.subject == subject
        )
    )
    return LoginId(found) if found else None


def connected(db: Session, login_id: UUID) -> list[Connected]:
    """Which providers vouch for a login."""
    rows = db.execute(
        select(
            IdentityRow.provider_id,
            IdentityProviderRow.name,
            IdentityRow.linked_at,
            IdentityRow.signed_in_at,
        )
        .join(
            IdentityProviderRow,
            (IdentityProviderRow.partner_id == IdentityRow.partner_id)
            & (IdentityProviderRow.id == IdentityRow.provider_id),
        )
        .where(IdentityRow.login_id == login_id)
        .order_by(IdentityProviderRow.name)
    )
    return [
        Connected(IdentityProviderId(row.provider_id), row.name, row.linked_at, row.signed_in_at)
        for row in rows
    ]


def _provider(row: IdentityProviderRow, people: int) -> Provider:
    return Provider(
        id=IdentityProviderId(row.id),
        name=row.name,
        issuer=row.issuer,
        client_id=row.client_id,
        published=read_published(row.discovery, row.issuer),
        keys=row.keys,
        keys_fetched_at=row.keys_fetched_at,
        algorithms=tuple(row.algorithms),
        role_claim=row.role_claim,
        role_map=tuple((value, role) for value, role in row.role_map),
        second_factor=row.second_factor,
        required_acr=row.required_acr,
        max_age_seconds=row.max_age_seconds,
        is_enabled=row.is_enabled,
        is_forced=row.is_forced,
        people=people,
    )
