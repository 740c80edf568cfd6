"""A sealed block: a header that names its transactions and the block before; hashed and signed."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.banking.ledger.proof.keys import SealKey, is_signed_by
from app.banking.ledger.proof.lines import canonical, utc_text

BLOCK = b"\x02"
VERSION = 1
BEFORE_THE_FIRST = bytes(32)


@dataclass(frozen=True, slots=True)
class Header:
    """What is hashed; members are the transactions with written_from <= number < written_below."""

    partner: UUID
    number: int
    written_from: int
    written_below: int
    transactions: int
    root: bytes
    previous_hash: bytes
    key_id: str
    sealed_at: datetime

    def text(self) -> str:
        """The canonical JSON of the header."""
        return canonical(
            {
                "key_id": self.key_id,
                "number": self.number,
                "partner": str(self.partner),
                "previous_hash": self.previous_hash.hex(),
                "root": self.root.hex(),
                "sealed_at": utc_text(self.sealed_at),
                "transactions": self.transactions,
                "version": VERSION,
                "written_below": self.written_below,
                "written_from": self.written_from,
            }
        )

    def digest(self) -> bytes:
        return sha256(BLOCK + self.text().encode()).digest()


@dataclass(frozen=True, slots=True)
class Block:
    """A header with its hash and the key's signature over the hash."""

    header: Header
    hash: bytes
    signature: bytes

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed_by(public_key, self.hash, self.signature)


def seal_block(header: Header, key: SealKey) -> Block:
    """Hash and sign; the header must name the key."""
    if header.key_id != key.key_id:
        raise ValueError("the header names another key")
    digest = header.digest()
    return Block(header, digest, key.sign(digest))
