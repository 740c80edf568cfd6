"""One-time links: how long each is good for, where it leads, and whether it still does.

The token is in the letter and nowhere else; the database keeps its hash, and the address that
the letter went to encrypted. Looking at a link uses nothing up: mail programs follow links by
themselves. Times are wall time.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow, OneTimeLinkRow
from app.kernel.ids import CustomerId, LoginId
from app.storage.crypto import decrypt

Purpose = Literal["invitation", "password_reset", "email_verification"]

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
ADDRESS_PLACE = "one_time_link.address"


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """How long a link is good, and the page it leads to."""

    lasts: timedelta
    path: str


TERMS: dict[Purpose, LinkTerms] = {
    "invitation": LinkTerms(timedelta(days=7), "/invitation/"),
    "password_reset": LinkTerms(timedelta(minutes=30), "/password-reset/"),
    "email_verification": LinkTerms(timedelta(hours=24), "/email-verification/"),
}


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """A link that still leads somewhere, and for whom."""

    login_id: LoginId
    kind: str
    customer_id: CustomerId | None
    purpose: Purpose
    name: str
    role: str
    email: str
    address: str
    expires_at: datetime
    token_hash: bytes = field(repr=False)

    @property
    def is_change(self) -> bool:
        """The letter went to another address than the login has."""
        return self.address != self.email


def link_hash(token: str) -> bytes:
    """How a link's token is kept: a database that leaks opens nothing."""
    return hashlib.sha256(f"one-time link {token}".encode()).digest()


def see_link(
    db: Session, token: str, *, purpose: Purpose, kind: str, wall: datetime
) -> LinkSeen | None:
    """Whom a link is for, or None when it is unknown, used, ended, too old or of another surface.

    `kind` is whose surface it was opened on: user, customer or officer.
    """
    link, login = OneTimeLinkRow, LoginRow
    row = db.execute(
        select(link, login)
        .join(login, and_(login.partner_id == link.partner_id, login.id == link.login_id))
        .where(link.token_hash == link_hash(token), link.purpose == purpose)
        .where(link.used_at.is_(None), link.ended_at.is_(None), link.expires_at > wall)
        .where(login.kind == kind, login.is_disabled.is_(False))
    ).one_or_none()
    return _seen(db, row[0], row[1]) if row else None


def _seen(db: Session, link: OneTimeLinkRow, login: LoginRow) -> LinkSeen:
    address = decrypt(
        db,
        link.address,
        key_id=link.data_key_id,
        place=ADDRESS_PLACE,
        row_id=link.address_row_id,
    )
    return LinkSeen(
        login_id=LoginId(login.id),
        kind=login.kind,
        customer_id=CustomerId(login.customer_id) if login.customer_id else None,
        purpose=link.purpose,  # type: ignore[arg-type]  # the column holds one of them
        name=login.name,
        role=login.role,
        email=login.email,
        address=address,
        expires_at=link.expires_at,
        token_hash=link.token_hash,
    )
