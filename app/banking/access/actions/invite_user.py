"""Invite somebody to a team: a login without a password, and a letter with a link to choose one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.actions.make_link import make_link
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.matrix import ROLES
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.mail.rules import is_address, one_line
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import LoginId, new_id
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite, and as what."""

    email: str
    name: str
    role: str


def invite_user(
    db: Session, invitation: Invitation, *, actor: Actor, now: datetime, wall: datetime
) -> LoginId:
    """Raises Refused for an unknown role or a bad address, Conflict("email_taken")."""
    role = ROLES.get(invitation.role)
    if role is None or role.kind == "customer":
        raise Refused("role_unknown", f"There is no role {invitation.role}.")
    email = invitation.email.strip().lower()
    if not is_address(email):
        raise Refused("email_invalid", "Enter an e-mail address like name@example.com.")
    added = db.scalar(
        insert(LoginRow)
        .values(
            partner_id=current_scope(db).partner_id,
            id=new_id(now),
            kind=role.kind,
            email=email,
            name=one_line(invitation.name),
            role=invitation.role,
            is_disabled=False,
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(LoginRow.id)
    )
    if added is None:
        raise Conflict("email_taken", "Somebody here signs in with this address already.")
    login_id = LoginId(added)
    record(db, actor, "user.invited", subject=("login", login_id), now=now, role=invitation.role)
    send_invitation(db, login_id, actor=actor, now=now, wall=wall)
    return login_id


def send_invitation(
    db: Session, login_id: LoginId, *, actor: Actor, now: datetime, wall: datetime
) -> None:
    """The letter, again where the first was lost: its link ends the older one.

    Raises NotFound, also for somebody who has accepted already.
    """
    login = db.scalars(
        select(LoginRow).where(
            LoginRow.id == login_id,
            LoginRow.password_hash.is_(None),
            LoginRow.is_disabled.is_(False),
        )
    ).one_or_none()
    if login is None:
        raise NotFound("invitation")
    made = make_link(db, login_id, purpose="invitation", actor=actor, wall=wall)
    told = {
        "inviter": actor.label,
        "role": ROLES[login.role].label.lower(),
        "until": moment_words(made.expires_at),
        "link_path": made.path,
    }
    key = f"{login_id} {wall.isoformat()}"
    tell(db, login_id, "invitation", told, key=key, actor=actor, now=now)
