"""Field encryption: a data key per partner, wrapped by the installation's, bound to its place."""

import hashlib
import hmac
import os
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.kernel.ids import new_id
from app.storage.scope import current_scope
from app.storage.tables import DataKeyRow

NONCE_BYTES = 12
KEY_BITS = 256
INDEX_BYTES = 16

_wrapping: dict[str, bytes] = {}


def use_key(key: bytes) -> None:
    """Hand over the installation's 32-byte key-encryption key, once, at start-up."""
    _wrapping.clear()
    _wrapping[hashlib.sha256(b"key id " + key).hexdigest()[:16]] = key


def make_data_key(db: Session, *, now: datetime) -> UUID:
    """Give the partner in scope a fresh data key; returns its id."""
    partner_id = current_scope(db).partner_id
    key_id = new_id(now)
    wrapping_id, wrapping = next(iter(_wrapping.items()))
    wrapped = _seal(wrapping, AESGCM.generate_key(KEY_BITS), f"data_key {partner_id} {key_id}")
    db.execute(
        insert(DataKeyRow).values(
            partner_id=partner_id,
            id=key_id,
            wrapped=wrapped,
            wrapping_key_id=wrapping_id,
            created_at=now,
        )
    )
    return key_id


def encrypt(db: Session, text: str, *, place: str, row_id: UUID) -> tuple[bytes, UUID]:
    """Encrypt for one place (`customer.tax_id`) of one row; returns ciphertext and key id."""
    row = db.scalars(select(DataKeyRow).order_by(DataKeyRow.id.desc()).limit(1)).one()
    return _seal(_open_key(row), text.encode(), _bound(row.partner_id, place, row_id)), row.id


def decrypt(db: Session, sealed: bytes, *, key_id: UUID, place: str, row_id: UUID) -> str:
    """The text again; raises cryptography's InvalidTag when moved to another row or column."""
    row = db.scalars(select(DataKeyRow).where(DataKeyRow.id == key_id)).one()
    bound = _bound(row.partner_id, place, row_id)
    return (
        AESGCM(_open_key(row)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound).decode()
    )


def blind_index(db: Session, text: str, *, place: str) -> bytes:
    """Equal texts of one partner give equal bytes, so they can be looked up and not read."""
    partner_id = current_scope(db).partner_id
    wrapping = next(iter(_wrapping.values()))
    message = f"blind index {partner_id} {place} {text}".encode()
    return hmac.new(wrapping, message, hashlib.sha256).digest()[:INDEX_BYTES]


def _bound(partner_id: UUID, place: str, row_id: UUID) -> bytes:
    return f"{partner_id} {place} {row_id}".encode()


def _open_key(row: DataKeyRow) -> bytes:
    wrapping = _wrapping[row.wrapping_key_id]
    bound = f"data_key {row.partner_id} {row.id}".encode()
    return AESGCM(wrapping).decrypt(row.wrapped[:NONCE_BYTES], row.wrapped[NONCE_BYTES:], bound)


def _seal(key: bytes, content: bytes, bound: str | bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    associated = bound.encode() if isinstance(bound, str) else bound
    return nonce + AESGCM(key).encrypt(nonce, content, associated)
