"""The authenticator of the demo's staff: the same secrets every time, and so worth nothing."""

import base64
import hashlib


def totp_secret(email: str) -> str:
    """The secret of a demo login; `guildhall code` shows its codes."""
    digest = hashlib.sha256(f"guildhall demo one-time codes {email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()
