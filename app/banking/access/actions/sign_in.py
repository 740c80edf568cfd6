"""Check a password and start a session; the second factor, where one is due, comes after."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.banking.access.passwords import is_password
from app.banking.access.queries import token_hash
from app.banking.access.rules import TERMS, needs_code
from app.banking.access.tables import LoginRow, LoginSessionRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor, ActorKind
from app.kernel.errors import Refused
from app.storage.scope import current_scope

TOKEN_BYTES = 32
BROWSER_LENGTH_MAX = 200
WRONG = Refused(
    "sign_in_failed",
    "That e-mail and password do not go together.",
    next_step="Check both and try again.",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person typed, and the browser they typed it in."""

    kind: str
    email: str
    password: str
    browser: str = ""


def sign_in(db: Session, credentials: Credentials, *, wall: datetime) -> str:
    """Start a session and return its token, to be kept in a cookie and nowhere else.

    Raises Refused("sign_in_failed") with the same words and in the same time for everyone.
    """
    login = db.scalars(
        select(LoginRow).where(
            LoginRow.kind == credentials.kind,
            LoginRow.email == credentials.email.strip().lower(),
        )
    ).one_or_none()
    kept = login.password_hash if login and not login.is_disabled else None
    if not is_password(credentials.password, kept) or login is None:
        raise WRONG
    token = start_session(db, login, browser=credentials.browser, wall=wall)
    actor = Actor(_actor_kind(login.kind), login.id, login.name)
    record(
        db,
        actor,
        "session.started",
        subject=("login", login.id),
        now=wall,
        customer_id=login.customer_id,
        second_factor_due=needs_code(login.kind),
    )
    return token


def start_session(
    db: Session, login: LoginRow, *, browser: str, wall: datetime, is_verified: bool = False
) -> str:
    """A fresh session for a login; a new token each time a privilege changes."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.execute(
        insert(LoginSessionRow).values(
            partner_id=current_scope(db).partner_id,
            token_hash=token_hash(token),
            login_id=login.id,
            customer_id=login.customer_id,
            is_verified=is_verified,
            created_at=wall,
            last_seen_at=wall,
            expires_at=wall + TERMS[login.kind].absolute,
            browser=browser[:BROWSER_LENGTH_MAX],
        )
    )
    return token


def end_session(db: Session, hashed: bytes, *, wall: datetime) -> None:
    """Sign out: the token is worth nothing from now on."""
    db.execute(
        update(LoginSessionRow)
        .where(LoginSessionRow.token_hash == hashed, LoginSessionRow.ended_at.is_(None))
        .values(ended_at=wall)
    )


def keep_alive(db: Session, hashed: bytes, *, wall: datetime) -> None:
    """Note that the person is still there."""
    db.execute(
        update(LoginSessionRow)
        .where(LoginSessionRow.token_hash == hashed)
        .values(last_seen_at=wall)
    )


def _actor_kind(kind: str) -> ActorKind:
    match kind:
        case "officer":
            return "officer"
        case "customer":
            return "customer"
        case _:
            return "user"
