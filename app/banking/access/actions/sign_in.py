"""Check a password and start a session; the second factor, where one is due, comes after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.start_session import (
    Entry,
    Known,
    NewSession,
    check_way_in,
    start_session,
)
from app.banking.access.devices import device_of_login
from app.banking.access.passwords import hash_password, is_outdated, is_password
from app.banking.access.queries import keeps_passkey
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


def sign_in(
    db: Session,
    credentials: Credentials,
    *,
    entry: Entry,
    wall: datetime,
    weigh: Callable[[UUID | None], None] = lambda _device: None,
) -> NewSession:
    """Start a session, to be kept in a cookie and nowhere else; its record(...) is there.

    Raises Refused("sign_in_failed") with the same words and in the same time for everyone.
    Before the password is looked at, `weigh` hears which known device it comes from; it may refuse.
    """
    check_way_in(db, credentials.kind, entry.factors)
    found = db.execute(
        select(LoginRow, keeps_passkey(), device_of_login(entry.device)).where(
            LoginRow.kind == credentials.kind,
            LoginRow.email == credentials.email.strip().lower(),
        )
    ).one_or_none()
    login, has_passkey, device_id = found or (None, False, None)
    weigh(device_id)
    kept = login.password_hash if login and not login.is_disabled else None
    if not is_password(credentials.password, kept) or login is None:
        raise WRONG
    if kept and is_outdated(kept):
        anew = hash_password(credentials.password)
        db.execute(update(LoginRow).where(LoginRow.id == login.id).values(password_hash=anew))
    known = Known(login.totp_secret is not None or has_passkey, device_id)
    return start_session(db, login, entry, wall=wall, known=known)


def keep_alive(db: Session, hashed: bytes, *, wall: datetime) -> None:
    """Note that the person is still there."""
    db.execute(
        update(LoginSessionRow)
        .where(LoginSessionRow.token_hash == hashed)
        .values(last_seen_at=wall)
    )
