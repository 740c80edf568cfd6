"""Prove once more who one is by the password, where it is the only factor there is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.actions.change_password import WRONG
from app.banking.access.actions.renew_session import renew_session
from app.banking.access.actions.start_session import NewSession
from app.banking.access.passwords import is_password
from app.banking.access.queries import SignedIn
from app.banking.access.tables import LoginRow
from app.kernel.actor import Actor


def prove_password(
    db: Session, who: SignedIn, *, password: str, actor: Actor, wall: datetime
) -> NewSession:
    """Renew the session, which leaves its record(...); raises Refused where more is set up."""
    kept = db.scalar(select(LoginRow.password_hash).where(LoginRow.id == who.login_id))
    if not is_password(password, kept) or who.has_second_factor:
        raise WRONG
    return renew_session(db, who, given="password", actor=actor, wall=wall)
