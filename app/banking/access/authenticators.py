"""The secret of an authenticator app, kept encrypted beside its login."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.kernel.ids import LoginId
from app.storage.crypto import encrypt

SECRET_PLACE = "login.totp_secret"  # noqa: S105 -- the name of a column


def keep_secret(db: Session, login_id: LoginId, secret: str, *, wall: datetime) -> None:
    """In the place of one before; whoever calls records it, and has asked who may."""
    sealed, key_id = encrypt(db, secret, place=SECRET_PLACE, row_id=login_id)
    values = {"totp_secret": sealed, "totp_key_id": key_id, "totp_set_at": wall}
    db.execute(update(LoginRow).where(LoginRow.id == login_id).values(**values))
