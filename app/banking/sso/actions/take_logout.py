"""The provider says that somebody is out: whose logins that is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.sso.attempts import hashed
from app.banking.sso.queries import Provider
from app.banking.sso.rules import distrust
from app.banking.sso.tables import IdentityRow, LogoutTokenRow, SsoAttemptRow
from app.kernel.ids import LoginId
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class Logout:
    """What a logout token says once it is believed."""

    token_id: str
    subject: str | None
    session: str | None


def take_logout(db: Session, provider: Provider, logout: Logout, *, wall: datetime) -> set[LoginId]:
    """The logins whose sessions end now; raises Refused for a token that came before.

    Access ends the sessions and writes the record, with the login as its subject.
    """
    added = db.scalar(
        insert(LogoutTokenRow)
        .values(
            partner_id=current_scope(db).partner_id,
            provider_id=provider.id,
            token_hash=hashed(logout.token_id),
            received_at=wall,
        )
        .on_conflict_do_nothing()
        .returning(LogoutTokenRow.provider_id)
    )
    if added is None:
        raise distrust("used")
    if logout.subject is None:
        return _by_session(db, provider, logout.session or "")
    found = db.scalars(
        select(IdentityRow.login_id).where(
            IdentityRow.issuer == provider.issuer, IdentityRow.subject == logout.subject
        )
    )
    return {LoginId(each) for each in found}


def _by_session(db: Session, provider: Provider, session: str) -> set[LoginId]:
    found = db.scalars(
        select(SsoAttemptRow.login_id).where(
            SsoAttemptRow.provider_id == provider.id,
            SsoAttemptRow.provider_session == session,
            SsoAttemptRow.used_at.is_not(None),
        )
    )
    logins: list[UUID] = [each for each in found if each]
    return {LoginId(each) for each in logins}
