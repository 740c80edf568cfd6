"""What is said to a provider over the network; reads and writes no rows."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from app.banking.sso.discovery import WELL_KNOWN, Published
from app.banking.sso.rules import ASK_YOUR_TEAM, distrust
from app.kernel.errors import Refused
from app.outbound.fetch import Answer, Asked, Unreachable, fetch
from app.outbound.places import Reach, read_place, resolve

SCOPE = "openid profile email"
OK = 200
JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Walk:
    """What one browser takes along to the provider."""

    redirect_uri: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    proves_again: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are to the provider."""

    client_id: str
    secret: str = field(repr=False)


def fetch_discovery(issuer: str, reach: Reach) -> JSON:
    """The issuer's own document, at the address the specification names."""
    return _json(fetch(Asked(issuer.removesuffix("/") + WELL_KNOWN), reach))


def fetch_keys(published: Published, reach: Reach) -> JSON:
    """The keys that sign now."""
    return _json(fetch(Asked(published.jwks_uri), reach))


def check_endpoints(published: Published, reach: Reach) -> None:
    """None of its addresses leads where we do not go; raises Refused("address_refused").

    The browser opens the first; the others we would fetch ourselves, and look up already now.
    """
    read_place(published.authorization_endpoint, reach)
    for address in (published.token_endpoint, published.jwks_uri, published.userinfo_endpoint):
        if address is not None:
            resolve(read_place(address, reach), reach)


def authorization_address(
    published: Published, client_id: str, walk: Walk, *, acr: str | None, max_age: int | None
) -> str:
    """Where the browser goes; the challenge is S256 always."""
    address = prepare_grant_uri(
        published.authorization_endpoint,
        client_id,
        "code",
        redirect_uri=walk.redirect_uri,
        scope=SCOPE,
        state=walk.state,
        nonce=walk.nonce,
        code_challenge=create_s256_code_challenge(walk.verifier),
        code_challenge_method="S256",
        acr_values=acr,
        max_age="0" if walk.proves_again else (str(max_age) if max_age is not None else None),
        prompt="login" if walk.proves_again else None,
    )
    return str(address)


def exchange(
    published: Published, client: Client, walk: Walk, *, code: str, reach: Reach
) -> tuple[str, str]:
    """The code for (ID token, access token); raises Refused when the provider says no."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": walk.redirect_uri,
        "code_verifier": walk.verifier,
    }
    headers = {}
    if published.secret_in_form:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    else:
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    answer = fetch(Asked(published.token_endpoint, form, headers), reach)
    if answer.status != OK:
        raise Refused(
            "sso_code",
            "The identity provider did not accept our request.",
            next_step=ASK_YOUR_TEAM,
        )
    found = _json(answer)
    tokens = found.get("id_token"), found.get("access_token")
    if not all(isinstance(each, str) for each in tokens):
        raise distrust("format")
    if str(found.get("token_type", "")).lower() != "bearer":
        raise distrust("format")
    return str(tokens[0]), str(tokens[1])


def fetch_more(published: Published, access_token: str, subject: str, reach: Reach) -> JSON:
    """What the provider says of the same person beside the token (Core 5.3)."""
    if published.userinfo_endpoint is None:
        return {}
    headers = {"Authorization": f"Bearer {access_token}"}
    found = _json(fetch(Asked(published.userinfo_endpoint, headers=headers), reach))
    if found.get("sub") != subject:
        raise distrust("subject")
    return found


def _json(answer: Answer) -> JSON:
    try:
        found = json.loads(answer.body) if answer.status == OK else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, Mapping):
        raise Unreachable(
            "provider_unreachable",
            "The identity provider did not answer as expected.",
            next_step="Try again in a minute; if it stays, check the address of the issuer.",
        )
    return dict(found)
