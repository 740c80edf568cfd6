"""Invite somebody to the team: a login that nothing opens yet, and a letter with a link."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.access.actions.make_link import make_link
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.matrix import ROLES
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.team.logins import is_known
from app.banking.team.rules import Invitation
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import LoginId, new_id
from app.storage.scope import current_scope


def invite(
    db: Session, invitation: Invitation, *, actor: Actor, now: datetime, wall: datetime
) -> LoginId:
    """The invitation is tidy already (`checked_invitation`); raises Conflict("email_taken")."""
    kind, login_id = ROLES[invitation.role].kind, LoginId(new_id(now))
    if is_known(db, kind=kind, email=invitation.email):
        raise email_taken()
    db.execute(
        insert(LoginRow).values(
            partner_id=current_scope(db).partner_id,
            id=login_id,
            customer_id=None,
            kind=kind,
            email=invitation.email,
            name=invitation.name,
            role=invitation.role,
            password_hash=None,
            is_disabled=False,
            created_at=now,
            invited_at=wall,
            access_from=invitation.access_from,
            access_until=invitation.access_until,
        )
    )
    record(
        db,
        actor,
        "user.invited",
        subject=("login", login_id),
        now=now,
        role=invitation.role,
        begins=invitation.access_from.isoformat() if invitation.access_from else None,
        until=invitation.access_until.isoformat() if invitation.access_until else None,
    )
    send_invitation(db, login_id, role=invitation.role, actor=actor, now=now, wall=wall)
    return login_id


def send_invitation(
    db: Session, login_id: LoginId, *, role: str, actor: Actor, now: datetime, wall: datetime
) -> None:
    """A fresh link by letter; the one before leads nowhere from now on."""
    link = make_link(db, login_id, purpose="invitation", actor=actor, wall=wall)
    values = {
        "inviter": actor.label,
        "role": ROLES[role].label.lower(),
        "until": moment_words(link.expires_at),
        "link_path": link.path,
    }
    key = f"{login_id} {wall.isoformat()}"  # not the link's: keys are kept as they are
    tell(db, login_id, "invitation", values, key=key, actor=actor, now=now)


def email_taken() -> Conflict:
    return Conflict(
        "email_taken",
        "Somebody on the team has this e-mail address already.",
        next_step="Look for them in the list; who left can be let in again.",
    )
