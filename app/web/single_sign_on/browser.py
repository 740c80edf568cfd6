"""Which browser set out for a provider, and the addresses of ours that a provider may call."""

import re
from uuid import UUID

from flask import Response, current_app, request, url_for

from app.banking.access.tokens import new_token
from app.banking.sso.rules import ATTEMPT_LASTS
from app.outbound.places import Reach
from app.web.door import work

COOKIE = "__Host-sso"
TOKEN = re.compile(r"\A[A-Za-z0-9_-]{43}\Z")


def browser_token() -> str:
    """The browser's own token for its walks; empty when it brings none."""
    found = request.cookies.get(COOKIE, "")
    return found if TOKEN.match(found) else ""


def token_to_keep() -> str:
    """One for all its open walks, so that two windows do not spoil each other's."""
    return browser_token() or new_token()


def keep_browser(response: Response, token: str) -> Response:
    """Lax, because the way back begins at the provider's site."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=ATTEMPT_LASTS,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def own_address(endpoint: str, identity_provider_id: UUID) -> str:
    """As the provider must know it: our registered host, never a name that a header claims."""
    path = url_for(endpoint, identity_provider_id=identity_provider_id)
    if current_app.config["GUILDHALL"].is_production:
        return f"https://{work.host.name}{path}"
    port = request.host.rpartition(":")[2]
    place = f"{work.host.name}:{port}" if port.isdigit() else work.host.name
    return f"{request.scheme}://{place}{path}"


def reach() -> Reach:
    """Loopback is for a provider beside a development server."""
    is_production = current_app.config["GUILDHALL"].is_production
    return Reach.PUBLIC if is_production else Reach.PUBLIC_AND_LOOPBACK
