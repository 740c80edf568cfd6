"""A sealed block: a header that names its transactions and the block before; hashed and signed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.banking.ledger.proof.keys import SealKey, is_signed_by
from app.banking.ledger.proof.lines import canonical, utc_text

BLOCK = b"\x02"
VERSION = 1
BEFORE_THE_FIRST = bytes(32)
MARK_BYTES = 4


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
    """A header with its hash and the key's signature over the hash.

    `marks` are the beginnings of its leaves, in order. They are not signed: the root proves, they
    only tell which transaction is not the one that was sealed.
    """

    header: Header
    hash: bytes
    signature: bytes
    marks: bytes = b""

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed_by(public_key, self.hash, self.signature)


def marks_of(leaves: Iterable[bytes]) -> bytes:
    return b"".join(leaf[:MARK_BYTES] for leaf in leaves)


def unmarked(marks: bytes, leaves: Sequence[bytes]) -> list[int]:
    """The places of leaves that no mark stands for: what is not as it was sealed."""
    size = MARK_BYTES
    left = Counter(marks[at : at + size] for at in range(0, len(marks), size))
    left.subtract(leaf[:size] for leaf in leaves)
    return [place for place, leaf in enumerate(leaves) if left[leaf[:size]] < 0]


def seal_block(header: Header, key: SealKey, marks: bytes = b"") -> Block:
    """Hash and sign; the header must name the key."""
    if header.key_id != key.key_id:
        raise ValueError("the header names another key")
    digest = header.digest()
    return Block(header, digest, key.sign(digest), marks)
