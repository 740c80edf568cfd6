"""The authenticators of the demo: the same secrets every time, and so worth nothing."""

import base64
import hashlib

# Ada has only her password, so that her portal leads her to a second factor; Grace has an app.
CUSTOMERS_WITH_APP = frozenset({"grace@example.com"})


def totp_secret(email: str) -> str:
    """The secret of a demo login; `guildhall code` shows its codes."""
    digest = hashlib.sha256(f"guildhall demo one-time codes {email}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()
