"""Give a session a new token because more is known of its person than a moment ago."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.start_session import NewSession
from app.banking.access.devices import greet_device
from app.banking.access.queries import SignedIn
from app.banking.access.rules import is_complete
from app.banking.access.tables import LoginRow, LoginSessionRow
from app.banking.access.tokens import new_token, token_hash
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Conflict


def renew_session(
    db: Session, who: SignedIn, *, given: str, actor: Actor, wall: datetime
) -> NewSession:
    """The factor `given` was right just now: the session is proved, and its old token is nothing.

    How long the session may last is not touched. Raises Conflict when it ended meanwhile.
    """
    factors, token = who.factors | {given}, new_token()
    is_verified = who.is_verified or is_complete(who.kind, factors, has_second_factor=True)
    device_id, device = who.device_id, ""
    if is_verified and device_id is None:
        login = db.scalars(select(LoginRow).where(LoginRow.id == who.login_id)).one()
        device_id, device = greet_device(
            db, login, who.device, browser=who.browser, actor=actor, wall=wall
        )
    renewed = db.scalar(
        update(LoginSessionRow)
        .where(LoginSessionRow.token_hash == who.token_hash, LoginSessionRow.ended_at.is_(None))
        .values(
            token_hash=token_hash(token),
            factors=" ".join(sorted(factors)),
            is_verified=is_verified,
            device_id=device_id,
            proved_at=wall,
            last_seen_at=wall,
        )
        .returning(LoginSessionRow.id)
    )
    if renewed is None:
        raise Conflict("session_over", "This session has ended.", next_step="Sign in again.")
    action = "session.proved" if who.is_verified else "session.verified"
    record(db, actor, action, subject=("login", who.login_id), now=wall, factor=given)
    return NewSession(who.session_id, is_verified, token, device)
