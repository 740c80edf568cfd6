"""Make a seal key known before it signs; all but the first are endorsed by the one before."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.proof.keys import SealKeys
from app.banking.ledger.seals import known_keys

_ADD_KEY = text(
    "insert into seal_key (key_id, public_key, endorsed_by, endorsement, created_at) "
    "values (:key_id, :public_key, :endorsed_by, :endorsement, :created_at) "
    "on conflict (key_id) do nothing"
)


def introduce_key(db: Session, keys: SealKeys, *, wall: datetime) -> None:
    """A key is made known before it signs, endorsed by the one that signed until now."""
    known = known_keys(db)
    new = keys.signing
    if any(key.key_id == new.key_id for key in known):
        return
    elder = keys.find(known[-1].key_id) if known else None
    if known and elder is None:
        raise RuntimeError(
            f"seal key {new.key_id} is new and {known[-1].key_id} signed until now: name both in "
            "GUILDHALL_SEAL_KEYS, the new one first, so that the old one endorses it"
        )
    db.execute(
        _ADD_KEY,
        {
            "key_id": new.key_id,
            "public_key": new.public_key,
            "endorsed_by": elder.key_id if elder else None,
            "endorsement": elder.endorse(new.public_key) if elder else None,
            "created_at": wall,
        },
    )
