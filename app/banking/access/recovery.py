"""Recovery codes as text: 120 random bits each, which is why a plain SHA-256 keeps them.

NIST SP 800-63B-4 asks for a slow hash only where a code has fewer than 112 bits.
"""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: none looks like another
CODES = 10
GROUPS, GROUP_LENGTH = 6, 4
CODE_LENGTH = GROUPS * GROUP_LENGTH
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


def new_codes() -> list[str]:
    """Ten codes as they are shown, once: `7k2m-9xqa-…`."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(CODES)]


def code_hash(login_id: bytes, typed: str) -> bytes:
    """The hash of a code as typed, blanks, case and look-alikes forgiven; bound to its login."""
    plain = "".join(sign for sign in typed.lower() if sign.isalnum()).translate(MISREAD)
    return hashlib.sha256(b"recovery code " + login_id + plain.encode()).digest()


def looks_like_code(typed: str) -> bool:
    """Whether it is as long as a recovery code; a one-time code is six digits."""
    return sum(sign.isalnum() for sign in typed) == CODE_LENGTH


def _group() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH))
