"""The second factor: a one-time code, each good once; and setting up the app that makes them."""

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.renew_session import renew_session
from app.banking.access.actions.start_session import NewSession
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.authenticators import SECRET_PLACE, keep_secret
from app.banking.access.queries import SignedIn
from app.banking.access.rules import CODE_SECONDS
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId
from app.kernel.languages import gettext as _
from app.storage.crypto import decrypt

CODE_LENGTH = 6
STEPS_AROUND = (0, -1, 1)  # a clock may be half a minute off either way
WRONG = Refused(
    "code_wrong",
    "That code is not right, or was used already.",
    next_step="Wait for the next code in your authenticator app and enter it.",
)


def verify_code(
    db: Session, who: SignedIn, *, code: str, actor: Actor, wall: datetime
) -> NewSession:
    """Check the code and give the session a new token; raises Refused("code_wrong")."""
    login = _locked(db, who)
    if login.totp_secret is None or login.totp_key_id is None:
        raise WRONG
    secret = decrypt(
        db, login.totp_secret, key_id=login.totp_key_id, place=SECRET_PLACE, row_id=login.id
    )
    _use(db, login, matching_step(secret, code, login.totp_last_step, wall=wall))
    return renew_session(db, who, given="totp", actor=actor, wall=wall)


def set_up_authenticator(
    db: Session, who: SignedIn, *, secret: str, code: str, actor: Actor, wall: datetime
) -> NewSession:
    """Keep the secret once a first code proves it; takes the place of an earlier one.

    Who may do that, the door has asked: at a first sign-in, or with a fresh proof.
    """
    login = _locked(db, who)
    step = matching_step(secret, code, None, wall=wall)
    keep_secret(db, LoginId(login.id), secret, wall=wall)
    _use(db, login, step)
    record(db, actor, "authenticator.set_up", subject=("login", login.id), now=wall)
    told = {"factor": _("Authenticator app"), "when": moment_words(wall)}
    key = f"app {login.id} {wall.isoformat()}"
    tell(db, who.login_id, "factor_added", told, key=key, actor=actor, now=wall)
    return renew_session(db, who, given="totp", actor=actor, wall=wall)


def matching_step(secret: str, code: str, last: int | None, *, wall: datetime) -> int:
    """The time step a code belongs to, later than any used; raises Refused (RFC 6238, 5.2)."""
    digits = "".join(code.split())
    now_step = int(wall.timestamp()) // CODE_SECONDS
    maker = pyotp.TOTP(secret, interval=CODE_SECONDS)
    for offset in STEPS_AROUND:
        step = now_step + offset
        is_fresh = last is None or step > last
        if is_fresh and hmac.compare_digest(maker.generate_otp(step).encode(), digits.encode()):
            return step
    raise WRONG


def _locked(db: Session, who: SignedIn) -> LoginRow:
    return db.scalars(select(LoginRow).where(LoginRow.id == who.login_id).with_for_update()).one()


def _use(db: Session, login: LoginRow, step: int) -> None:
    db.execute(update(LoginRow).where(LoginRow.id == login.id).values(totp_last_step=step))
