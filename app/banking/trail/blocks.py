"""A sealed block of audit records: its header, hashed and signed like a block of the ledger.

Its hash begins with a byte of its own, so that no block of the trail passes for one of the ledger.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from app.banking.ledger.proof.keys import SealKey, is_signed_by
from app.banking.ledger.proof.lines import canonical, utc_text

TRAIL_BLOCK = b"\x03"
VERSION = 1
BEFORE_THE_FIRST = bytes(32)


@dataclass(frozen=True, slots=True)
class TrailHeader:
    """What is hashed; members are the records with written_from <= number < written_below."""

    partner: UUID
    number: int
    written_from: int
    written_below: int
    records: int
    root: bytes
    previous_hash: bytes
    key_id: str
    sealed_at: datetime

    def text(self) -> str:
        """The canonical JSON of the header."""
        return canonical(
            {
                "chain": "audit",
                "key_id": self.key_id,
                "number": self.number,
                "partner": str(self.partner),
                "previous_hash": self.previous_hash.hex(),
                "records": self.records,
                "root": self.root.hex(),
                "sealed_at": utc_text(self.sealed_at),
                "version": VERSION,
                "written_below": self.written_below,
                "written_from": self.written_from,
            }
        )

    def digest(self) -> bytes:
        return sha256(TRAIL_BLOCK + self.text().encode()).digest()


@dataclass(frozen=True, slots=True)
class TrailBlock:
    """A header with its hash and the key's signature; `marks` tell which record changed."""

    header: TrailHeader
    hash: bytes
    signature: bytes
    marks: bytes = b""

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed_by(public_key, self.hash, self.signature)

    def told(self) -> dict[str, Any]:
        """As exports spell it: the header is the text that was hashed."""
        return {
            "header": self.header.text(),
            "hash": self.hash.hex(),
            "signature": self.signature.hex(),
            "marks": self.marks.hex(),
        }


def seal_block(header: TrailHeader, key: SealKey, marks: bytes = b"") -> TrailBlock:
    """Hash and sign; the header must name the key."""
    if header.key_id != key.key_id:
        raise ValueError("the header names another key")
    digest = header.digest()
    return TrailBlock(header, digest, key.sign(digest), marks)
