"""Make an identity provider known, or change what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.sso.discovery import kept, read_published
from app.banking.sso.queries import SECRET_PLACE
from app.banking.sso.tables import IdentityProviderRow, IdentityRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import IdentityProviderId, new_id
from app.storage.crypto import encrypt
from app.storage.scope import current_scope

KNOWN = Conflict(
    "issuer_known",
    "This issuer is set up here already.",
    next_step="Open it in the list and change it there.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a provider publishes: fetched before the transaction, kept as it was."""

    discovery: Mapping[str, Any]
    keys: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProviderTerms:
    """What the owner decides; the first line of `role_map` that fits gives the role."""

    name: str
    client_id: str
    role_claim: str
    role_map: tuple[tuple[str, str], ...]
    second_factor: str = "asserted"
    required_acr: str | None = None
    max_age_seconds: int | None = None
    is_enabled: bool = True
    is_forced: bool = False
    secret: str | None = field(default=None, repr=False)  # None: the one that is kept stays

    def values(self) -> dict[str, Any]:
        """The columns that are these terms."""
        return {
            "name": self.name,
            "client_id": self.client_id,
            "role_claim": self.role_claim,
            "role_map": [list(line) for line in self.role_map],
            "second_factor": self.second_factor,
            "required_acr": self.required_acr,
            "max_age_seconds": self.max_age_seconds,
            "is_enabled": self.is_enabled,
            "is_forced": self.is_forced,
        }


def set_up_provider(
    db: Session, issuer: str, terms: ProviderTerms, found: Found, *, actor: Actor, now: datetime
) -> IdentityProviderId:
    """Add a provider of the partner in scope; raises Conflict("issuer_known")."""
    provider_id = IdentityProviderId(new_id(now))
    sealed, key_id = encrypt(db, terms.secret or "", place=SECRET_PLACE, row_id=provider_id)
    published = read_published(found.discovery, issuer)
    added = db.scalar(
        insert(IdentityProviderRow)
        .values(
            partner_id=current_scope(db).partner_id,
            id=provider_id,
            issuer=issuer,
            client_secret=sealed,
            client_secret_key_id=key_id,
            discovery=kept(found.discovery),
            algorithms=list(published.algorithms),
            keys=dict(found.keys),
            keys_fetched_at=now,
            created_at=now,
            **terms.values(),
        )
        .on_conflict_do_nothing()
        .returning(IdentityProviderRow.id)
    )
    if added is None:
        raise KNOWN
    record(
        db,
        actor,
        "identity_provider.added",
        subject=("identity_provider", provider_id),
        now=now,
        issuer=issuer,
        after=_told(terms.values()),
    )
    return provider_id


def change_provider(
    db: Session,
    provider_id: IdentityProviderId,
    terms: ProviderTerms,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Take other terms from the next sign-in on; the issuer is what makes it this provider."""
    row = db.scalars(
        select(IdentityProviderRow).where(IdentityProviderRow.id == provider_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("identity provider")
    if terms.is_forced and not row.is_forced:
        check_own_way_in(db, provider_id, actor)
    values = terms.values()
    before = {name: getattr(row, name) for name in values}
    if terms.secret:
        sealed, key_id = encrypt(db, terms.secret, place=SECRET_PLACE, row_id=provider_id)
        values |= {"client_secret": sealed, "client_secret_key_id": key_id}
    mine = update(IdentityProviderRow).where(IdentityProviderRow.id == provider_id)
    db.execute(mine.values(**values))
    changed = {name for name in before if before[name] != values[name]}
    record(
        db,
        actor,
        "identity_provider.changed",
        subject=("identity_provider", provider_id),
        now=now,
        issuer=row.issuer,
        has_new_secret=bool(terms.secret),
        before=_told({name: before[name] for name in changed}),
        after=_told({name: values[name] for name in changed}),
    )


def take_what_is_published(
    db: Session,
    provider_id: IdentityProviderId,
    issuer: str,
    found: Found,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep a fresh look at the provider: its endpoints, algorithms and keys."""
    published = read_published(found.discovery, issuer)
    db.execute(
        update(IdentityProviderRow)
        .where(IdentityProviderRow.id == provider_id, IdentityProviderRow.issuer == issuer)
        .values(
            discovery=kept(found.discovery),
            algorithms=list(published.algorithms),
            keys=dict(found.keys),
            keys_fetched_at=now,
        )
    )
    record(
        db,
        actor,
        "identity_provider.tested",
        subject=("identity_provider", provider_id),
        now=now,
        issuer=issuer,
    )


def check_own_way_in(db: Session, provider_id: IdentityProviderId, actor: Actor) -> None:
    """Whoever makes it the only way in has walked it: nobody locks their own team out."""
    walked = exists().where(
        IdentityRow.provider_id == provider_id, IdentityRow.login_id == actor.id
    )
    if not db.scalar(select(walked)):
        raise Refused(
            "sso_force_unlinked",
            "Connect your own login to this provider before you make it the only way in.",
            next_step="Turn it on, then connect it on your security page.",
        )


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Terms as an audit record tells them."""
    lines = values.get("role_map")
    told = {"role_map": [f"{value} \N{RIGHTWARDS ARROW} {role}" for value, role in lines or []]}
    return {**values, **(told if lines is not None else {})}
