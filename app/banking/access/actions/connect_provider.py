"""Tie an identity to the login of somebody who is signed in and asked for it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.sso.actions.keep_identity import keep_identity
from app.banking.sso.vouching import Vouched
from app.kernel.actor import Actor
from app.kernel.ids import LoginId


def connect_provider(
    db: Session, vouched: Vouched, login_id: LoginId, *, actor: Actor, wall: datetime
) -> None:
    """From now on this identity signs in here; its record(...) is keep_identity's.

    Raises Conflict("identity_taken") when it belongs to a login already.
    """
    keep_identity(db, vouched.provider, vouched.subject, login_id, actor=actor, wall=wall)
