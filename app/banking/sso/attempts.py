"""How a state or a browser's token is kept: as its hash."""

import hashlib


def hashed(token: str) -> bytes:
    """What is compared and kept; a database that leaks finishes nobody's sign-in."""
    return hashlib.sha256(token.encode()).digest()
