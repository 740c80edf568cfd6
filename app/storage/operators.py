"""The operator's way in: a link good for one use and ten minutes, then a session; wall time.

Kept by the clock's role, which no page of a bank, a partner or a customer ever uses. Links and
tokens are kept as hashes: a database that leaks opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, insert, select, update
from sqlalchemy.orm import Session

from app.storage.tables import OperatorSessionRow

TOKEN_BYTES = 32
LINK_LASTS = timedelta(minutes=10)
IDLE_MAX = timedelta(minutes=15)
SESSION_MAX = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OperatorSession:
    """A browser that came in by a link."""

    token_hash: bytes
    started_at: datetime
    last_seen_at: datetime


def make_link(db: Session, *, wall: datetime) -> str:
    """A fresh token for a link; whoever opens it first is the operator."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.execute(
        insert(OperatorSessionRow).values(
            link_hash=_hashed(token), made_at=wall, link_expires_at=wall + LINK_LASTS
        )
    )
    return token


def is_good(db: Session, link: str, *, wall: datetime) -> bool:
    """Whether the link still leads in; looking uses nothing up."""
    row = OperatorSessionRow
    unused = select(row.link_hash).where(
        row.link_hash == _hashed(link), row.started_at.is_(None), row.link_expires_at > wall
    )
    return db.scalar(unused) is not None


def use_link(db: Session, link: str, *, wall: datetime) -> str | None:
    """Start a session and return its token; None for a link that is unknown, used or too old."""
    token, row = secrets.token_urlsafe(TOKEN_BYTES), OperatorSessionRow
    used = db.execute(
        update(row)
        .where(row.link_hash == _hashed(link), row.started_at.is_(None))
        .where(row.link_expires_at > wall)
        .values(token_hash=_hashed(token), started_at=wall, last_seen_at=wall)
        .returning(row.link_hash)
    ).first()
    return token if used else None


def find_operator(db: Session, token: str, *, wall: datetime) -> OperatorSession | None:
    """The session of a cookie's token, neither ended nor idle nor older than it may become."""
    row = OperatorSessionRow
    hashed = _hashed(token)
    found = db.execute(
        select(row.started_at, row.last_seen_at).where(
            row.token_hash == hashed,
            row.ended_at.is_(None),
            row.last_seen_at > wall - IDLE_MAX,
            row.started_at > wall - SESSION_MAX,
        )
    ).one_or_none()
    if found is None or found.started_at is None or found.last_seen_at is None:
        return None
    return OperatorSession(hashed, found.started_at, found.last_seen_at)


def note_seen(db: Session, session: OperatorSession, *, wall: datetime) -> None:
    db.execute(_of(session).values(last_seen_at=wall))


def end_operator(db: Session, session: OperatorSession, *, wall: datetime) -> None:
    """Sign out: the token is worth nothing from now on."""
    db.execute(_of(session).values(ended_at=wall))


def _of(session: OperatorSession) -> Update:
    return update(OperatorSessionRow).where(OperatorSessionRow.token_hash == session.token_hash)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
