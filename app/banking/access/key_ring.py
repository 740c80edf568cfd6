"""Reads about what somebody can sign in with."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow, PasskeyRow, RecoveryCodeRow
from app.kernel.ids import LoginId, PasskeyId


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A passkey as its owner sees it."""

    id: PasskeyId
    name: str
    is_synced: bool
    added_at: datetime
    used_at: datetime | None
    credential_id: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Everything somebody can sign in with."""

    passkeys: list[PasskeyLine]
    recovery_codes_left: int
    password_set_at: datetime | None
    authenticator_set_at: datetime | None


def key_ring(db: Session, login_id: LoginId) -> KeyRing:
    """What a login can sign in with, and since when."""
    login = db.scalars(select(LoginRow).where(LoginRow.id == login_id)).one()
    return KeyRing(
        passkeys=passkeys_of(db, login_id),
        recovery_codes_left=recovery_codes_left(db, login_id),
        password_set_at=login.password_set_at,
        authenticator_set_at=login.totp_set_at,
    )


def passkeys_of(db: Session, login_id: LoginId) -> list[PasskeyLine]:
    """The passkeys of a login, the oldest first."""
    row = PasskeyRow
    found = db.scalars(
        select(row)
        .where(row.login_id == login_id, row.removed_at.is_(None))
        .order_by(row.added_at, row.id)
    )
    return [
        PasskeyLine(
            PasskeyId(key.id), key.name, key.is_synced, key.added_at, key.used_at, key.credential_id
        )
        for key in found
    ]


def recovery_codes_left(db: Session, login_id: LoginId) -> int:
    row = RecoveryCodeRow
    open_ones = (row.login_id == login_id, row.used_at.is_(None), row.replaced_at.is_(None))
    return db.scalar(select(func.count()).where(*open_ones)) or 0
