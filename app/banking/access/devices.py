"""Browsers somebody has signed in with before: known by a cookie, told about when they are new."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, exists, insert, select
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.tables import LoginDeviceRow, LoginRow
from app.banking.access.tokens import TOKEN_LENGTH_MAX, new_token, token_hash
from app.kernel.actor import Actor
from app.kernel.ids import LoginId, new_id
from app.storage.scope import current_scope


def known_device(db: Session, login_id: UUID, device: str) -> UUID | None:
    """The login's own device behind a cookie."""
    if not is_plausible(device):
        return None
    row = LoginDeviceRow
    mine = (row.token_hash == token_hash(device), row.login_id == login_id)
    return db.scalar(select(row.id).where(*mine))


def device_of_login(device: str) -> ScalarSelect[UUID]:
    """The same within a statement about logins: nothing where the cookie is none of the login's."""
    row = LoginDeviceRow
    own = (row.partner_id == LoginRow.partner_id, row.login_id == LoginRow.id)
    hashed = token_hash(device if is_plausible(device) else "")
    found = select(row.id).where(*own, row.token_hash == hashed)
    return found.correlate(LoginRow).scalar_subquery()


def greet_device(
    db: Session, login: LoginRow, device: str, *, browser: str, actor: Actor, wall: datetime
) -> tuple[UUID, str]:
    """Know a device from now on, and tell the owner unless it is the first; (id, its token).

    A cookie is kept only where it is one of ours: nobody chooses a device's token for it.
    """
    row = LoginDeviceRow
    token = device if is_plausible(device) and _is_ours(db, device) else new_token()
    has_others = db.scalar(select(exists().where(row.login_id == login.id)))
    device_id = new_id(wall)
    db.execute(
        insert(row).values(
            partner_id=current_scope(db).partner_id,
            id=device_id,
            login_id=login.id,
            customer_id=login.customer_id,
            token_hash=token_hash(token),
            browser=browser,
            first_seen_at=wall,
            last_seen_at=wall,
        )
    )
    if has_others:
        told = {"device": browser or "A device we know nothing of", "when": moment_words(wall)}
        owner = LoginId(login.id)
        tell(db, owner, "new_device", told, key=str(device_id), actor=actor, now=wall)
    return device_id, token


def _is_ours(db: Session, device: str) -> bool:
    """Whether another login of the partner has signed in with this browser."""
    row = LoginDeviceRow
    return bool(db.scalar(select(exists().where(row.token_hash == token_hash(device)))))


def is_plausible(device: str) -> bool:
    return 0 < len(device) <= TOKEN_LENGTH_MAX
