"""A sealed block: a header that names its members and the block before; hashed and signed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from app.banking.ledger.proof.keys import SealKey, is_signed_by
from app.banking.ledger.proof.lines import canonical, utc_text

VERSION = 1
BEFORE_THE_FIRST = bytes(32)
MARK_BYTES = 4


@dataclass(frozen=True, slots=True)
class Header:
    """What is hashed; members are those that were written_from <= number < written_below.

    Each kind of chain begins with a byte of its own, so that no block passes for one of another.
    """

    TAG: ClassVar[bytes] = b"\x02"
    MEMBERS: ClassVar[str] = "transactions"
    MORE: ClassVar[Mapping[str, str]] = {}

    partner: UUID
    number: int
    written_from: int
    written_below: int
    members: int
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
                "version": VERSION,
                "written_below": self.written_below,
                "written_from": self.written_from,
                self.MEMBERS: self.members,
                **self.MORE,
            }
        )

    def digest(self) -> bytes:
        return sha256(self.TAG + self.text().encode()).digest()


@dataclass(frozen=True, slots=True)
class Block:
    """A header with its hash and the key's signature over the hash.

    `marks` are the beginnings of its leaves, in order. They are not signed: the root proves, they
    only tell which member is not the one that was sealed.
    """

    header: Header
    hash: bytes
    signature: bytes
    marks: bytes = b""

    def is_signed(self, public_key: bytes) -> bool:
        return is_signed_by(public_key, self.hash, self.signature)

    def told(self) -> dict[str, Any]:
        """As exports and proofs spell it: the header is the text that was hashed."""
        return {
            "header": self.header.text(),
            "hash": self.hash.hex(),
            "signature": self.signature.hex(),
        }


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
