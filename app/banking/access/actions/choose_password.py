"""Choose a password by a link: for an invitation that is accepted, or one that was forgotten.

Never a way around the second factor: whoever forgot signs in afterwards like anybody.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.make_link import end_links
from app.banking.access.actions.start_session import Entry, NewSession, start_session
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.actions.use_link import LinkGone, use_link
from app.banking.access.choosing import chosen_password
from app.banking.access.links import PURPOSES, LinkSeen, Purpose
from app.banking.access.rules import check_password
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Choice:
    """The link's token, whose surface it was opened on, and the password that was typed."""

    kind: str
    token: str = field(repr=False)
    password: str = field(repr=False)


def accept_invitation(
    db: Session, choice: Choice, *, entry: Entry, actor: Actor, wall: datetime
) -> NewSession:
    """The first password; then the second factor is set up as at any first sign-in.

    Raises LinkGone, also for somebody who has a password already, and Refused for a bad password.
    """
    seen, owner, login = _opened(db, choice, purpose="invitation", actor=actor, wall=wall)
    if login.password_hash is not None:
        raise LinkGone
    _keep(db, seen, login, choice, wall=wall)
    record(db, owner, "invitation.accepted", subject=("login", seen.login_id), now=wall)
    return start_session(db, login, entry, wall=wall)


def reset_password(db: Session, choice: Choice, *, actor: Actor, wall: datetime) -> LinkSeen:
    """A new password instead of a forgotten one; every session ends, and the owner is told.

    Starts no session. Raises LinkGone, and Refused for a bad password.
    """
    seen, owner, login = _opened(db, choice, purpose="password_reset", actor=actor, wall=wall)
    _keep(db, seen, login, choice, wall=wall)
    end_sessions_of(db, seen.login_id, actor=owner, wall=wall)
    for purpose in PURPOSES:
        end_links(db, seen.login_id, purpose=purpose, wall=wall)
    record(
        db,
        owner,
        "password.reset",
        subject=("login", seen.login_id),
        now=wall,
        customer_id=seen.customer_id,
    )
    told = {"when": moment_words(wall)}
    key = f"{seen.login_id} {wall.isoformat()}"
    tell(db, seen.login_id, "password_changed", told, key=key, actor=owner, now=wall)
    return seen


def _opened(
    db: Session, choice: Choice, *, purpose: Purpose, actor: Actor, wall: datetime
) -> tuple[LinkSeen, Actor, LoginRow]:
    """A bad password is refused before the link is used: the person tries again with it."""
    check_password(choice.password, kind=choice.kind)
    seen, owner = use_link(
        db, choice.token, purpose=purpose, kind=choice.kind, actor=actor, wall=wall
    )
    login = db.scalars(select(LoginRow).where(LoginRow.id == seen.login_id).with_for_update()).one()
    return seen, owner, login


def _keep(db: Session, seen: LinkSeen, login: LoginRow, choice: Choice, *, wall: datetime) -> None:
    """Whoever read the letter has the mailbox: the address is verified as well."""
    kept = chosen_password(db, choice.password, kind=login.kind, email=login.email, name=login.name)
    values: dict[str, object] = {"password_hash": kept, "password_set_at": wall}
    if not seen.is_change:
        values["email_verified_at"] = wall
    db.execute(update(LoginRow).where(LoginRow.id == seen.login_id).values(**values))
