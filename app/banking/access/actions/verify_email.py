"""Whose an e-mail address is: asked by a letter with a link, answered by using it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.banking.access.actions.make_link import check_letters, make_link
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.actions.use_link import use_link
from app.banking.access.links import LinkSeen
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.mail.rules import is_address
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import LoginId


@dataclass(frozen=True, slots=True)
class Opened:
    """A link's token, and whose surface it was opened on."""

    kind: str
    token: str = field(repr=False)


def ask_verification(
    db: Session, login_id: LoginId, *, actor: Actor, now: datetime, wall: datetime
) -> None:
    """A letter to the login's own address, with a link that confirms it; raises TooManyLetters."""
    _ask(db, login_id, None, actor=actor, now=now, wall=wall)


def ask_email_change(
    db: Session, login_id: LoginId, email: str, *, actor: Actor, now: datetime, wall: datetime
) -> None:
    """A link to the new address, a word to the old one; nothing changes until it is confirmed.

    Whether somebody else has the address is not told here. Raises Refused("email_invalid"),
    TooManyLetters.
    """
    address = email.strip().lower()
    if not is_address(address):
        raise Refused("email_invalid", "Enter an e-mail address like name@example.com.")
    told = {"new_email": address, "when": moment_words(wall)}
    key = f"{login_id} {wall.isoformat()}"
    tell(db, login_id, "email_change_asked", told, key=key, actor=actor, now=now)
    _ask(db, login_id, address, actor=actor, now=now, wall=wall)
    record(db, actor, "email_change.asked", subject=("login", login_id), now=wall)


def verify_email(
    db: Session, opened: Opened, *, actor: Actor, now: datetime, wall: datetime
) -> LinkSeen:
    """The address is the login's from now on; an old one is told that it is no longer.

    Raises LinkGone, and Conflict("email_taken") when somebody else came to sign in with it.
    """
    seen, owner = use_link(
        db, opened.token, purpose="email_verification", kind=opened.kind, actor=actor, wall=wall
    )
    _keep(db, seen, wall=wall)
    if seen.is_change:
        told = {"new_email": seen.address, "when": moment_words(wall)}
        key = f"{seen.login_id} {wall.isoformat()}"
        tell(
            db,
            seen.login_id,
            "email_changed",
            told,
            key=key,
            actor=owner,
            now=now,
            to_email=seen.email,
        )
    record(
        db,
        owner,
        "email.changed" if seen.is_change else "email.verified",
        subject=("login", seen.login_id),
        now=wall,
        customer_id=seen.customer_id,
    )
    return seen


def is_verified_email(db: Session, login_id: LoginId) -> bool:
    return db.scalar(select(LoginRow.email_verified_at).where(LoginRow.id == login_id)) is not None


def _keep(db: Session, seen: LinkSeen, *, wall: datetime) -> None:
    values = {"email": seen.address, "email_verified_at": wall}
    try:
        with db.begin_nested():
            db.execute(update(LoginRow).where(LoginRow.id == seen.login_id).values(**values))
    except IntegrityError:
        raise Conflict(
            "email_taken",
            "Somebody signs in with this address already.",
            next_step="Sign in with it, or choose another.",
        ) from None


def _ask(
    db: Session,
    login_id: LoginId,
    address: str | None,
    *,
    actor: Actor,
    now: datetime,
    wall: datetime,
) -> None:
    check_letters(db, login_id, purpose="email_verification", wall=wall)
    made = make_link(
        db, login_id, purpose="email_verification", address=address, actor=actor, wall=wall
    )
    told = {"link_path": made.path, "until": moment_words(made.expires_at)}
    key = f"{login_id} {wall.isoformat()}"
    tell(
        db,
        login_id,
        "email_verification",
        told,
        key=key,
        actor=actor,
        now=now,
        to_email=address,
    )
