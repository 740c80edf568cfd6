"""End sessions: one's own at sign-out, one of the list, or all that a login has."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.rules import BY_PROVIDER, STAFF_KINDS
from app.banking.access.tables import LoginRow, LoginSessionRow
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


def end_sessions_of_other_ways(db: Session, *, actor: Actor, wall: datetime) -> int:
    """The open sessions of staff that no identity provider opened, whoever's they are.

    For the moment in which the provider becomes the only way in; returns how many ended.
    """
    session, login = LoginSessionRow, LoginRow
    rows = db.execute(
        select(session.id, session.login_id, session.factors)
        .join(login, (login.partner_id == session.partner_id) & (login.id == session.login_id))
        .where(session.ended_at.is_(None), session.expires_at > wall, login.kind.in_(STAFF_KINDS))
        .order_by(session.login_id, session.id)
    )
    by_login: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        if not BY_PROVIDER & frozenset(row.factors.split()):
            by_login[row.login_id].append(row.id)
    for login_id, ending in by_login.items():
        db.execute(update(session).where(session.id.in_(ending)).values(ended_at=wall))
        subject = ("login", login_id)
        record(db, actor, "sessions.ended", subject=subject, now=wall, count=len(ending))
    return sum(len(ending) for ending in by_login.values())
