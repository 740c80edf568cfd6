"""The word in a preview's address: good for one session, one partner and one document."""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from flask import current_app

from app.kernel.errors import NotFound
from app.web.door import work


def preview_key(partner_id: UUID, digest: str) -> str:
    """Nobody can guess it, and it opens nothing in another session."""
    session_id = work.login.session_id if work.login else ""
    told = f"brand preview|{partner_id}|{session_id}|{digest}".encode()
    secret: str = current_app.config["GUILDHALL"].secret_key
    return urlsafe_b64encode(hmac.new(secret.encode(), told, sha256).digest()).decode().rstrip("=")


def check_preview_key(partner_id: UUID, digest: str, token: str) -> None:
    """Raises NotFound: a wrong word and a document that never was look the same."""
    if not hmac.compare_digest(preview_key(partner_id, digest), token):
        raise NotFound
