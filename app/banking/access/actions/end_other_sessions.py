"""Somebody wants to be signed in here and nowhere else; the owner is told, whoever it was."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.queries import SignedIn
from app.kernel.actor import Actor


def end_other_sessions(db: Session, who: SignedIn, *, actor: Actor, wall: datetime) -> None:
    """Every session but the one at hand; nothing is said where there was no other."""
    if not end_sessions_of(db, who.login_id, except_=who.session_id, actor=actor, wall=wall):
        return
    told, key = {"when": moment_words(wall)}, f"{who.login_id} {wall.isoformat()}"
    tell(db, who.login_id, "sessions_ended", told, key=key, actor=actor, now=wall)
