"""Reads about logins and sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.banking.access.rules import REMIND_AFTER, SessionEnd, is_alive, is_fresh
from app.banking.access.tables import LoginRow, LoginSessionRow, PasskeyRow
from app.banking.access.tokens import token_hash
from app.kernel.ids import CustomerId, LoginId, SessionId
from app.storage.clock import clock_ahead


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
    row = db.execute(
        select(LoginSessionRow, LoginRow, keeps_passkey(), clock_ahead())
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
            LoginSessionRow.role == LoginRow.role,
            LoginRow.is_disabled.is_(False),
            or_(LoginRow.access_from.is_(None), LoginRow.access_from <= wall),
            or_(LoginRow.access_until.is_(None), LoginRow.access_until > wall),
        )
    ).one_or_none()
    if row is None:
        return None
    session, login, has_passkey, ahead = row
    idle = timedelta(seconds=session.idle_seconds)
    if not is_alive(last_seen_at=session.last_seen_at, idle=idle, wall=wall):
        return None
    return _signed_in(session, login, has_passkey=has_passkey, ahead=ahead or timedelta())


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


def _signed_in(
    session: LoginSessionRow, login: LoginRow, *, has_passkey: bool, ahead: timedelta
) -> SignedIn:
    return SignedIn(
        session_id=SessionId(session.id),
        login_id=LoginId(login.id),
        kind=login.kind,
        role=login.role,
        name=login.name,
        email=login.email,
        customer_id=CustomerId(login.customer_id) if login.customer_id else None,
        is_verified=session.is_verified,
        factors=_words(session.factors),
        proved_at=session.proved_at,
        has_password=login.password_hash is not None,
        has_authenticator=login.totp_secret is not None,
        has_passkey=has_passkey,
        is_email_verified=login.email_verified_at is not None,
        last_seen_at=session.last_seen_at,
        reminded_at=login.reminded_at,
        language=login.language,
        device_id=session.device_id,
        clock_ahead=ahead,
        idle=timedelta(seconds=session.idle_seconds),
        expires_at=session.expires_at,
        token_hash=session.token_hash,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())
