"""Remember whose login a subject is, and when it was last vouched for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.sso.queries import Provider
from app.banking.sso.tables import IdentityRow, SsoAttemptRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import LoginId
from app.storage.scope import current_scope


def keep_identity(
    db: Session,
    provider: Provider,
    subject: str,
    login_id: LoginId,
    *,
    actor: Actor,
    wall: datetime,
) -> None:
    """Tie (issuer, subject) to one login for good; raises Conflict("identity_taken")."""
    added = db.scalar(
        insert(IdentityRow)
        .values(
            partner_id=current_scope(db).partner_id,
            issuer=provider.issuer,
            subject=subject,
            provider_id=provider.id,
            login_id=login_id,
            linked_at=wall,
            signed_in_at=wall,
        )
        .on_conflict_do_nothing()
        .returning(IdentityRow.login_id)
    )
    if added is None:
        raise Conflict(
            "identity_taken",
            "This account of the identity provider belongs to a login here already.",
            next_step="Sign in with it, or choose another account at the provider.",
        )
    record(
        db,
        actor,
        "identity.linked",
        subject=("login", login_id),
        now=wall,
        provider_id=str(provider.id),
        issuer=provider.issuer,
    )


def note_sign_in(
    db: Session, provider: Provider, subject: str, login_id: LoginId, *, wall: datetime
) -> None:
    """When the identity was last used; the session's own record says the rest."""
    db.execute(
        update(IdentityRow)
        .where(
            IdentityRow.issuer == provider.issuer,
            IdentityRow.subject == subject,
            IdentityRow.login_id == login_id,
        )
        .values(signed_in_at=wall)
    )


def note_provider_session(
    db: Session, attempt_id: UUID, login_id: LoginId, session: str | None
) -> None:
    """Which session at the provider this sign-in came from: a logout may name only that."""
    db.execute(
        update(SsoAttemptRow)
        .where(SsoAttemptRow.id == attempt_id)
        .values(login_id=login_id, provider_session=session)
    )
