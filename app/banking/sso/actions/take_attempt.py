"""A browser is back: take its attempt, which nobody can take again."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.sso.actions.begin_attempt import VERIFIER_PLACE
from app.banking.sso.attempts import hashed
from app.banking.sso.peer import Client, Walk
from app.banking.sso.queries import Provider, client_of, provider_detail
from app.banking.sso.rules import START_AGAIN
from app.banking.sso.tables import SsoAttemptRow
from app.kernel.errors import Refused
from app.kernel.ids import IdentityProviderId
from app.storage.crypto import decrypt

TOKEN_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """Everything needed to go on with one attempt."""

    id: UUID
    provider: Provider
    client: Client
    walk: Walk
    purpose: str
    login_id: UUID | None
    next_path: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """What came back: the state in the address, the browser's cookie, and where it arrived."""

    provider_id: IdentityProviderId
    state: str = field(repr=False)
    browser: str = field(repr=False)


def take_attempt(db: Session, back: Return, *, wall: datetime) -> Taken:
    """Use the attempt up before anything is asked of the provider; raises Refused.

    The door commits this alone; what becomes of it is recorded by the sign-in, or by the door
    when the answer is refused.
    """
    row = _locked(db, back.state)
    if row is None or row.provider_id != back.provider_id:
        raise _lost("state", "We do not know this sign-in.")
    if row.used_at is not None:
        raise _lost("used", "This sign-in was finished before.")
    if row.expires_at <= wall:
        raise _lost("late", "This sign-in took longer than ten minutes.")
    if not hmac.compare_digest(row.browser_hash, hashed(back.browser)):
        raise _lost("browser", "This sign-in was begun in another browser.")
    provider_id = IdentityProviderId(row.provider_id)
    provider = provider_detail(db, provider_id)
    if not provider.is_enabled:
        raise _lost("disabled", "This identity provider is not in use any more.")
    verifier = decrypt(
        db, row.verifier, key_id=row.verifier_key_id, place=VERIFIER_PLACE, row_id=row.id
    )
    mine = update(SsoAttemptRow).where(SsoAttemptRow.id == row.id)
    db.execute(mine.values(used_at=wall, verifier=b""))
    return Taken(
        id=row.id,
        provider=provider,
        client=client_of(db, provider_id),
        walk=Walk(row.redirect_uri, back.state, row.nonce, verifier, row.purpose == "proof"),
        purpose=row.purpose,
        login_id=row.login_id,
        next_path=row.next_path,
        began_at=row.began_at,
    )


def _locked(db: Session, state: str) -> SsoAttemptRow | None:
    if not state or len(state) > TOKEN_LENGTH_MAX:
        return None
    return db.scalars(
        select(SsoAttemptRow).where(SsoAttemptRow.state_hash == hashed(state)).with_for_update()
    ).one_or_none()


def _lost(code: str, message: str) -> Refused:
    return Refused(f"sso_{code}", message, next_step=START_AGAIN)
