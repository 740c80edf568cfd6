"""Reads about logins and sessions."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.banking.access.rules import is_alive, needs_code
from app.banking.access.tables import LoginRow, LoginSessionRow
from app.kernel.ids import CustomerId, LoginId


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session; `is_verified` when every factor asked for was given."""

    login_id: LoginId
    kind: str
    role: str
    name: str
    email: str
    customer_id: CustomerId | None
    is_verified: bool
    has_authenticator: bool
    last_seen_at: datetime
    token_hash: bytes


@dataclass(frozen=True, slots=True)
class UserLine:
    id: LoginId
    name: str
    email: str
    role: str
    is_disabled: bool


def token_hash(token: str) -> bytes:
    """How a session token is kept: a database that leaks opens no session."""
    return hashlib.sha256(token.encode()).digest()


def find_session(db: Session, token: str, *, wall: datetime) -> SignedIn | None:
    """The person a cookie's token stands for, or None when it is unknown, ended or too old."""
    row = db.execute(
        select(LoginSessionRow, LoginRow)
        .join(
            LoginRow,
            and_(
                LoginRow.partner_id == LoginSessionRow.partner_id,
                LoginRow.id == LoginSessionRow.login_id,
            ),
        )
        .where(
            LoginSessionRow.token_hash == token_hash(token),
            LoginSessionRow.ended_at.is_(None),
            LoginSessionRow.expires_at > wall,
            LoginRow.is_disabled.is_(False),
        )
    ).one_or_none()
    if row is None:
        return None
    session, login = row
    alive = is_alive(
        login.kind, created_at=session.created_at, last_seen_at=session.last_seen_at, wall=wall
    )
    return _signed_in(session, login) if alive else None


def users(db: Session) -> list[UserLine]:
    """Everyone who may sign in to the partner's console, by name."""
    rows = db.scalars(select(LoginRow).where(LoginRow.kind == "user").order_by(LoginRow.name))
    return [UserLine(LoginId(r.id), r.name, r.email, r.role, r.is_disabled) for r in rows]


def _signed_in(session: LoginSessionRow, login: LoginRow) -> SignedIn:
    return SignedIn(
        login_id=LoginId(login.id),
        kind=login.kind,
        role=login.role,
        name=login.name,
        email=login.email,
        customer_id=CustomerId(login.customer_id) if login.customer_id else None,
        is_verified=session.is_verified or not needs_code(login.kind),
        has_authenticator=login.totp_secret is not None,
        last_seen_at=session.last_seen_at,
        token_hash=session.token_hash,
    )
