"""Passwords as argon2id hashes; an unknown person costs the same time as a known one."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether the password fits; with no hash at hand a stand-in is checked, for equal time."""
    try:
        _hasher.verify(kept or _stand_in(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _stand_in() -> str:
    return _hasher.hash("nobody has this password")
