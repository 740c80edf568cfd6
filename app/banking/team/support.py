"""Reads of support access: the session behind a token, and what a partner is shown of it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.banking.access.queries import SignedIn
from app.banking.team.tables import SupportAccessRow
from app.kernel.ids import LoginId, SessionId, SupportId

SHOWN_MAX = 50


@dataclass(frozen=True, slots=True)
class SupportAccess:
    """One look at a console by somebody of the installation; times are wall time."""

    id: SupportId
    operator_name: str
    role: str
    reason: str
    ticket: str
    granted_at: datetime
    started_at: datetime | None
    until: datetime
    ended_at: datetime | None
    ended_by: str
    pages_seen: int


def hashed(token: str) -> bytes:
    """How links and tokens are kept: a database that leaks opens nothing."""
    return hashlib.sha256(f"support {token}".encode()).digest()


def find_support(db: Session, token: str, *, wall: datetime) -> SupportAccess | None:
    """The access behind a cookie's token, or None when it is unknown, ended or over."""
    row = SupportAccessRow
    found = db.scalars(
        select(row).where(
            row.token_hash == hashed(token), row.ended_at.is_(None), row.expires_at > wall
        )
    ).one_or_none()
    return access_of(found) if found else None


def is_good_link(db: Session, link: str, *, wall: datetime) -> bool:
    """Whether a link still leads in; looking uses nothing up."""
    row = SupportAccessRow
    unused = select(row.id).where(
        row.link_hash == hashed(link),
        row.started_at.is_(None),
        row.ended_at.is_(None),
        row.link_expires_at > wall,
    )
    return db.scalar(unused) is not None


def count_page(db: Session, support_id: SupportId) -> None:
    """One more page was looked at."""
    row = SupportAccessRow
    db.execute(update(row).where(row.id == support_id).values(pages_seen=row.pages_seen + 1))


def open_support(db: Session, *, wall: datetime) -> list[SupportAccess]:
    """Who is looking, or may begin to, at this moment; the latest first."""
    row = SupportAccessRow
    until = func.coalesce(row.expires_at, row.link_expires_at)
    asked = select(row).where(row.ended_at.is_(None), until > wall).order_by(row.id.desc())
    return [access_of(row) for row in db.scalars(asked.limit(SHOWN_MAX))]


def stand_in(access: SupportAccess) -> SignedIn:
    """Whoever looks, as the door knows people; no login, no factor and no proof is behind it."""
    return SignedIn(
        session_id=SessionId(access.id),
        login_id=LoginId(access.id),
        kind="user",
        role=access.role,
        name=access.operator_name,
        email="",
        is_email_verified=False,
        customer_id=None,
        is_verified=True,
        factors=frozenset(),
        proved_at=None,
        has_password=False,
        has_authenticator=False,
        has_passkey=False,
        last_seen_at=access.started_at or access.granted_at,
        reminded_at=None,
        language=None,
        device_id=None,
        token_hash=b"",
    )


def access_of(row: SupportAccessRow) -> SupportAccess:
    return SupportAccess(
        id=SupportId(row.id),
        operator_name=row.operator_name,
        role=row.role,
        reason=row.reason,
        ticket=row.ticket,
        granted_at=row.granted_at,
        started_at=row.started_at,
        until=row.expires_at or row.link_expires_at,
        ended_at=row.ended_at,
        ended_by=row.ended_label or "",
        pages_seen=row.pages_seen,
    )
