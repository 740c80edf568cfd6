"""Send a browser to a provider, with what it must bring back."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.sso.attempts import hashed
from app.banking.sso.peer import Walk
from app.banking.sso.rules import ATTEMPT_LASTS
from app.banking.sso.tables import SsoAttemptRow
from app.kernel.ids import IdentityProviderId, new_id
from app.storage.crypto import encrypt
from app.storage.scope import current_scope

RANDOM_BYTES = 32
VERIFIER_PLACE = "sso_attempt.verifier"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a browser sets out for: to sign in, to link its login, or to prove itself again."""

    provider_id: IdentityProviderId
    redirect_uri: str
    browser: str = field(repr=False)
    next_path: str = "/"
    purpose: str = "sign_in"
    login_id: UUID | None = None


def begin_attempt(db: Session, wish: Wish, *, wall: datetime) -> Walk:
    """A fresh state, nonce and verifier, good for one return within ten minutes.

    The audit record is written when the browser comes back: until then nothing has happened.
    """
    walk = Walk(
        redirect_uri=wish.redirect_uri,
        state=secrets.token_urlsafe(RANDOM_BYTES),
        nonce=secrets.token_urlsafe(RANDOM_BYTES),
        verifier=secrets.token_urlsafe(RANDOM_BYTES),
        proves_again=wish.purpose == "proof",
    )
    attempt_id = new_id(wall)
    sealed, key_id = encrypt(db, walk.verifier, place=VERIFIER_PLACE, row_id=attempt_id)
    db.execute(
        insert(SsoAttemptRow).values(
            partner_id=current_scope(db).partner_id,
            id=attempt_id,
            provider_id=wish.provider_id,
            purpose=wish.purpose,
            login_id=wish.login_id,
            state_hash=hashed(walk.state),
            browser_hash=hashed(wish.browser),
            nonce=walk.nonce,
            verifier=sealed,
            verifier_key_id=key_id,
            redirect_uri=wish.redirect_uri,
            next_path=wish.next_path,
            began_at=wall,
            expires_at=wall + ATTEMPT_LASTS,
        )
    )
    return walk
