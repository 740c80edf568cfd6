"""The keys that sign blocks: Ed25519, named by fingerprint, each endorsed by the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

KEY_ID_DIGITS = 16
ENDORSEMENT = b"guildhall seal key\x00"


@dataclass(frozen=True)
class SealKey:
    """One private key; its 32-byte seed is never shown."""

    seed: bytes = field(repr=False)

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def public_key(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def key_id(self) -> str:
        return key_id_of(self.public_key)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def endorse(self, public_key: bytes) -> bytes:
        """Say that another key may follow this one."""
        return self.sign(ENDORSEMENT + public_key)


@dataclass(frozen=True)
class SealKeys:
    """The first key signs; the others signed before, and may endorse it."""

    keys: tuple[SealKey, ...]

    @property
    def signing(self) -> SealKey:
        return self.keys[0]

    def find(self, key_id: str) -> SealKey | None:
        return next((key for key in self.keys if key.key_id == key_id), None)


def keys_from(seeds: Sequence[bytes]) -> SealKeys:
    """The keys of an installation, in the order its configuration names them."""
    if not seeds:
        raise ValueError("at least one seal key is needed")
    return SealKeys(tuple(SealKey(seed) for seed in seeds))


def key_id_of(public_key: bytes) -> str:
    return sha256(public_key).hexdigest()[:KEY_ID_DIGITS]


def is_signed_by(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is the key's; malformed keys and signatures are nobody's."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_endorsed_by(public_key: bytes, endorsed: bytes, endorsement: bytes) -> bool:
    return is_signed_by(public_key, ENDORSEMENT + endorsed, endorsement)
