"""End sessions: one's own at sign-out, one of the list, or all that a login has."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginSessionRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import LoginId, SessionId


def end_session(
    db: Session, session_id: SessionId, *, login_id: LoginId, actor: Actor, wall: datetime
) -> None:
    """The session's token is worth nothing from now on; raises NotFound for another's session."""
    ended = db.scalar(
        update(LoginSessionRow)
        .where(
            LoginSessionRow.id == session_id,
            LoginSessionRow.login_id == login_id,
            LoginSessionRow.ended_at.is_(None),
        )
        .values(ended_at=wall)
        .returning(LoginSessionRow.id)
    )
    if ended is None:
        raise NotFound("session")
    record(db, actor, "session.ended", subject=("login", login_id), now=wall, session_id=str(ended))


def end_sessions_of(
    db: Session,
    login_id: LoginId,
    *,
    actor: Actor,
    wall: datetime,
    except_: SessionId | None = None,
) -> int:
    """Everywhere but here: all of a login's open sessions; returns how many there were."""
    open_ones = select(LoginSessionRow.id).where(
        LoginSessionRow.login_id == login_id,
        LoginSessionRow.ended_at.is_(None),
        LoginSessionRow.expires_at > wall,
    )
    ending: list[UUID] = [each for each in db.scalars(open_ones) if each != except_]
    if ending:
        db.execute(
            update(LoginSessionRow).where(LoginSessionRow.id.in_(ending)).values(ended_at=wall)
        )
        record(
            db, actor, "sessions.ended", subject=("login", login_id), now=wall, count=len(ending)
        )
    return len(ending)
