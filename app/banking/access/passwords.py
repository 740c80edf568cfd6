"""Passwords as argon2id hashes; an unknown person costs the same time as a known one.

A hash says what it cost to make. When that changes, a hash is made anew at the next sign-in.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

Cost = Literal["usual", "light"]


@dataclass
class _Costing:
    """Which cost this process pays; `light` is for tests and refused in production."""

    hasher: PasswordHasher


_costing = _Costing(PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY))


def use_cost(cost: Cost) -> None:
    """Once, at start-up: 64 MiB and three passes (RFC 9106, 4), or next to nothing."""
    parameters = CHEAPEST if cost == "light" else RFC_9106_LOW_MEMORY
    _costing.hasher = PasswordHasher.from_parameters(parameters)
    _stand_in.cache_clear()


def hash_password(password: str) -> str:
    """The argon2id hash to keep, with its parameters; equal spellings give equal passwords."""
    return _costing.hasher.hash(normalize("NFKC", password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether the password fits; with no hash at hand a stand-in is checked, for equal time."""
    try:
        _costing.hasher.verify(kept or _stand_in(), normalize("NFKC", password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made at another cost than hashes are made at now."""
    return _costing.hasher.check_needs_rehash(kept)


@cache
def _stand_in() -> str:
    return _costing.hasher.hash("nobody has this password")
