"""Reads about logins and sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from app.banking.access.rules import REMIND_AFTER, SessionEnd, is_alive, is_fresh
from app.banking.access.tables import LoginRow, LoginSessionRow, PasskeyRow
from app.banking.access.tokens import token_hash
from app.kernel.ids import CustomerId, LoginId, SessionId
from app.storage.clock import seconds_ahead
from app.storage.together import Question, read

MOMENT = DateTime(timezone=True)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session; `is_verified` when every factor asked for was given."""

    session_id: SessionId
    login_id: LoginId
    kind: str
    role: str
    name: str
    email: str
    customer_id: CustomerId | None
    is_verified: bool
    factors: frozenset[str]
    proved_at: datetime | None
    has_password: bool
    has_authenticator: bool
    has_passkey: bool
    is_email_verified: bool
    last_seen_at: datetime
    reminded_at: datetime | None
    language: str | None
    device_id: UUID | None
    token_hash: bytes = field(repr=False)
    # Of business time over the wall's, as it was when the session was found; None: not looked at.
    clock_ahead: timedelta | None = None
    idle: timedelta = timedelta()
    expires_at: datetime | None = None  # None: it is no session of the login's own
    # What the door sees of the browser: its own token, and the browser in plain words.
    device: str = field(default="", repr=False)
    browser: str = ""

    @property
    def has_second_factor(self) -> bool:
        return self.has_authenticator or self.has_passkey

    def is_led_to_second_factor(self, wall: datetime) -> bool:
        """Whether the card about a second factor is due: none yet, and not put off lately."""
        if self.has_second_factor:
            return False
        return self.reminded_at is None or wall - self.reminded_at > REMIND_AFTER

    @property
    def end(self) -> SessionEnd | None:
        """When the session ends by itself."""
        if self.expires_at is None:
            return None
        return SessionEnd(self.last_seen_at + self.idle, self.expires_at, self.idle)

    def is_fresh(self, wall: datetime) -> bool:
        """Whether the last strong proof is recent enough for what cannot be taken back."""
        return is_fresh(self.proved_at, wall, kind=self.kind)


@dataclass(frozen=True, slots=True)
class UserLine:
    id: LoginId
    name: str
    email: str
    role: str
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A browser somebody is signed in with, as its owner sees it."""

    id: SessionId
    browser: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    factors: frozenset[str]


def find_session(db: Session, token: str, *, wall: datetime) -> SignedIn | None:
    """The person a cookie's token stands for, or None when it is unknown, ended or too old.

    A session is for the role it began with: whoever's role changes signs in again.
    """
    return read(db, asking_session(token, wall=wall))


def asking_session(token: str, *, wall: datetime) -> Question[SignedIn | None]:
    """The same, to be asked beside other things."""
    hashed = token_hash(token)
    return Question(
        _session_asked(),
        lambda rows: _signed_in(rows[0], hashed, wall) if rows else None,
        {"token_hash": hashed, "wall": wall},
        is_kept=True,
    )


@cache
def _session_asked() -> Select[*tuple[Any, ...]]:
    """Made once: every page asks it."""
    session, login, wall = LoginSessionRow, LoginRow, bindparam("wall", type_=MOMENT)
    same = and_(login.partner_id == session.partner_id, login.id == session.login_id)
    return (
        select(*_told_of_session())
        .join(login, same)
        .where(
            session.token_hash == bindparam("token_hash"),
            session.ended_at.is_(None),
            session.expires_at > wall,
            session.role == login.role,
            login.is_disabled.is_(False),
            or_(login.access_from.is_(None), login.access_from <= wall),
            or_(login.access_until.is_(None), login.access_until > wall),
        )
    )


def has_second_factor(db: Session, login: LoginRow) -> bool:
    """Whether a password is not all that the login has."""
    if login.totp_secret is not None:
        return True
    return bool(db.scalar(select(keeps_passkey()).where(LoginRow.id == login.id)))


def sessions_of(db: Session, login_id: LoginId, *, wall: datetime) -> list[SessionLine]:
    """Where a login is signed in now, the one seen last first."""
    rows = db.scalars(
        select(LoginSessionRow)
        .where(
            LoginSessionRow.login_id == login_id,
            LoginSessionRow.ended_at.is_(None),
            LoginSessionRow.expires_at > wall,
        )
        .order_by(LoginSessionRow.last_seen_at.desc(), LoginSessionRow.id)
    )
    return [
        SessionLine(
            id=SessionId(row.id),
            browser=row.browser,
            address=row.address,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            factors=_words(row.factors),
        )
        for row in rows
        if is_alive(
            last_seen_at=row.last_seen_at, idle=timedelta(seconds=row.idle_seconds), wall=wall
        )
    ]


def users(db: Session) -> list[UserLine]:
    """Everyone who may sign in to the partner's console, by name."""
    rows = db.scalars(select(LoginRow).where(LoginRow.kind == "user").order_by(LoginRow.name))
    return [UserLine(LoginId(r.id), r.name, r.email, r.role, r.is_disabled) for r in rows]


def keeps_passkey() -> ColumnElement[bool]:
    """Within a statement about a login: whether it has a passkey that was not removed."""
    return exists().where(
        PasskeyRow.partner_id == LoginRow.partner_id,
        PasskeyRow.login_id == LoginRow.id,
        PasskeyRow.removed_at.is_(None),
    )


def _told_of_session() -> tuple[Any, ...]:
    """Of the login only whether it has a password, never the hash of it."""
    session, login = LoginSessionRow, LoginRow
    return (
        session.id.label("session_id"),
        session.is_verified,
        session.factors,
        session.proved_at,
        session.last_seen_at,
        session.device_id,
        session.idle_seconds,
        session.expires_at,
        login.id.label("login_id"),
        login.kind,
        login.role,
        login.name,
        login.email,
        login.customer_id,
        login.reminded_at,
        login.language,
        login.password_hash.is_not(None).label("has_password"),
        login.totp_secret.is_not(None).label("has_authenticator"),
        login.email_verified_at.is_not(None).label("is_email_verified"),
        keeps_passkey().label("has_passkey"),
        seconds_ahead().label("seconds_ahead"),
    )


def _signed_in(row: Any, hashed: bytes, wall: datetime) -> SignedIn | None:
    idle = timedelta(seconds=row.idle_seconds)
    if not is_alive(last_seen_at=row.last_seen_at, idle=idle, wall=wall):
        return None
    return SignedIn(
        session_id=SessionId(row.session_id),
        login_id=LoginId(row.login_id),
        kind=row.kind,
        role=row.role,
        name=row.name,
        email=row.email,
        customer_id=CustomerId(row.customer_id) if row.customer_id else None,
        is_verified=row.is_verified,
        factors=_words(row.factors),
        proved_at=row.proved_at,
        has_password=row.has_password,
        has_authenticator=row.has_authenticator,
        has_passkey=row.has_passkey,
        is_email_verified=row.is_email_verified,
        last_seen_at=row.last_seen_at,
        reminded_at=row.reminded_at,
        language=row.language,
        device_id=row.device_id,
        clock_ahead=timedelta(seconds=row.seconds_ahead or 0),
        idle=idle,
        expires_at=row.expires_at,
        token_hash=hashed,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())
