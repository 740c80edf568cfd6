"""Random words that stand for a browser: made here, kept only as hashes."""

import hashlib
import secrets

TOKEN_BYTES = 32
TOKEN_LENGTH_MAX = 100


def new_token() -> str:
    """256 bits, for a cookie and nowhere else."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """How a token is kept: a database that leaks opens no session."""
    return hashlib.sha256(token.encode()).digest()
