"""Field encryption: a data key per partner, wrapped by the installation's, bound to its place.

Equal texts are found by a blind index under an index key of the partner's own, which outlives every
change of the keys that wrap it.
"""

import hashlib
import hmac
import os
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.config import Config
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.storage.scope import current_partner, current_scope
from app.storage.tables import DataKeyRow
from app.storage.wrapping import LocalKey, ServiceKey, WrappingKey

NONCE_BYTES = 12
KEY_BITS = 256
INDEX_BYTES = 16
DATA, INDEX = "data", "index"
DESTROYED = "destroyed"  # stands where a wrapping key was named

_wrapping: list[WrappingKey] = []


def use_keys(config: Config) -> None:
    """Take the installation's key-encryption keys, once, at start-up; the first one wraps."""
    service = config.key_service
    own = [ServiceKey(service.url, service.name, service.token)] if service else []
    use_wrapping([*own, *map(LocalKey, config.encryption_keys)])


def use_wrapping(keys: list[WrappingKey]) -> None:
    """The one in use first, then older ones, which only unwrap."""
    _wrapping[:] = keys


def make_data_key(db: Session, *, now: datetime) -> UUID:
    """Give the partner in scope a fresh data key; its index key with the first. Returns its id."""
    if not db.scalar(select(DataKeyRow.id).where(DataKeyRow.purpose == INDEX)):
        _make_key(db, INDEX, now=now)
    return _make_key(db, DATA, now=now)


def make_index_key(db: Session, *, now: datetime) -> bool:
    """The index key of a partner that has none yet; True when it was made."""
    if db.scalar(select(DataKeyRow.id).where(DataKeyRow.purpose == INDEX)):
        return False
    _make_key(db, INDEX, now=now)
    return True


def rewrap_keys(db: Session) -> int:
    """Wrap every key of the partner in scope with the key in use; returns how many it changed."""
    key, changed = _wrapping[0], 0
    other = DataKeyRow.wrapping_key_id.not_in([key.key_id, DESTROYED])
    for row in db.scalars(select(DataKeyRow).where(other)):
        wrapped = key.wrap(_open_key(row), _bound_key(row.partner_id, row.id))
        db.execute(
            update(DataKeyRow)
            .where(DataKeyRow.id == row.id)
            .values(wrapped=wrapped, wrapping_key_id=key.key_id)
        )
        changed += 1
    return changed


def destroy_keys(db: Session) -> int:
    """Overwrite every key of the partner in scope; what they opened can be read by nobody again."""
    result = db.execute(
        update(DataKeyRow)
        .where(DataKeyRow.wrapping_key_id != DESTROYED)
        .values(wrapped=b"", wrapping_key_id=DESTROYED)
    )
    return int(getattr(result, "rowcount", 0))


def encrypt(db: Session, text: str, *, place: str, row_id: UUID) -> tuple[bytes, UUID]:
    """Encrypt for one place (`customer.tax_id`) of one row; returns ciphertext and key id."""
    return encrypt_bytes(db, text.encode(), place=place, row_id=row_id)


def encrypt_bytes(db: Session, content: bytes, *, place: str, row_id: UUID) -> tuple[bytes, UUID]:
    """The same for a file."""
    newest = select(DataKeyRow).where(DataKeyRow.purpose == DATA).order_by(DataKeyRow.id.desc())
    row = db.scalars(newest.limit(1)).one()
    nonce, bound = os.urandom(NONCE_BYTES), _bound(row.partner_id, place, row_id)
    return nonce + AESGCM(_open_key(row)).encrypt(nonce, content, bound), row.id


def decrypt(db: Session, sealed: bytes, *, key_id: UUID, place: str, row_id: UUID) -> str:
    """The text again; raises cryptography's InvalidTag when moved to another row or column."""
    return decrypt_bytes(db, sealed, key_id=key_id, place=place, row_id=row_id).decode()


def decrypt_bytes(db: Session, sealed: bytes, *, key_id: UUID, place: str, row_id: UUID) -> bytes:
    """The file again; raises as `decrypt`."""
    row = db.scalars(select(DataKeyRow).where(DataKeyRow.id == key_id)).one()
    bound = _bound(row.partner_id, place, row_id)
    return AESGCM(_open_key(row)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)


def blind_index(db: Session, text: str, *, place: str) -> bytes:
    """Equal texts of one partner give equal bytes, so they can be looked up and not read.

    A partner from before index keys is indexed under the oldest wrapping key, until
    `guildhall rewrap-keys` gives it a key of its own and makes its index anew.
    """
    partner_id = current_scope(db).partner_id
    row = db.scalars(select(DataKeyRow).where(DataKeyRow.purpose == INDEX)).one_or_none()
    key = _open_key(row) if row else _before_index_keys()
    message = f"blind index {partner_id} {place} {text}".encode()
    return hmac.new(key, message, hashlib.sha256).digest()[:INDEX_BYTES]


def _before_index_keys() -> bytes:
    oldest = next(key for key in reversed(_wrapping) if isinstance(key, LocalKey))
    return oldest.secret


def _make_key(db: Session, purpose: str, *, now: datetime) -> UUID:
    partner_id, key_id, wrapping = current_partner(db), new_id(now), _wrapping[0]
    secret = AESGCM.generate_key(KEY_BITS)
    db.execute(
        insert(DataKeyRow).values(
            partner_id=partner_id,
            id=key_id,
            purpose=purpose,
            wrapped=wrapping.wrap(secret, _bound_key(partner_id, key_id)),
            wrapping_key_id=wrapping.key_id,
            created_at=now,
        )
    )
    return key_id


def _open_key(row: DataKeyRow) -> bytes:
    if row.wrapping_key_id == DESTROYED:
        raise Refused("erased", "The keys of these data were destroyed.")
    known = next((key for key in _wrapping if key.key_id == row.wrapping_key_id), None)
    if known is None:
        raise RuntimeError(
            f"a data key is wrapped by {row.wrapping_key_id}, which is not at hand: name it in "
            "GUILDHALL_ENCRYPTION_KEY after the one in use, then run guildhall rewrap-keys"
        )
    return known.unwrap(row.wrapped, _bound_key(row.partner_id, row.id))


def _bound(partner_id: UUID, place: str, row_id: UUID) -> bytes:
    return f"{partner_id} {place} {row_id}".encode()


def _bound_key(partner_id: UUID, key_id: UUID) -> bytes:
    return f"data_key {partner_id} {key_id}".encode()
