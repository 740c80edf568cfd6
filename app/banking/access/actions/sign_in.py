"""Check a password and start a session; the second factor, where one is due, comes after."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.start_session import (
    Entry,
    NewSession,
    check_way_in,
    start_session,
)
from app.banking.access.passwords import is_password
from app.banking.access.tables import LoginRow, LoginSessionRow
from app.kernel.errors import Refused

WRONG = Refused(
    "sign_in_failed",
    "That e-mail and password do not go together.",
    next_step="Check both and try again.",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person typed."""

    kind: str
    email: str
    password: str = field(repr=False)


def sign_in(db: Session, credentials: Credentials, *, entry: Entry, wall: datetime) -> NewSession:
    """Start a session, to be kept in a cookie and nowhere else; its record(...) is there.

    Raises Refused("sign_in_failed") with the same words and in the same time for everyone.
    """
    check_way_in(db, credentials.kind, entry.factors)
    login = db.scalars(
        select(LoginRow).where(
            LoginRow.kind == credentials.kind,
            LoginRow.email == credentials.email.strip().lower(),
        )
    ).one_or_none()
    kept = login.password_hash if login and not login.is_disabled else None
    if not is_password(credentials.password, kept) or login is None:
        raise WRONG
    return start_session(db, login, entry, wall=wall)


def keep_alive(db: Session, hashed: bytes, *, wall: datetime) -> None:
    """Note that the person is still there."""
    db.execute(
        update(LoginSessionRow)
        .where(LoginSessionRow.token_hash == hashed)
        .values(last_seen_at=wall)
    )
