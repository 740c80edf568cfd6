"""What a provider publishes about itself, read strictly (OpenID Connect Discovery 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.banking.sso.rules import ALGORITHMS
from app.kernel.errors import Refused

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "token_endpoint_auth_methods_supported",
    "id_token_signing_alg_values_supported",
    "code_challenge_methods_supported",
    "authorization_response_iss_parameter_supported",
    "backchannel_logout_supported",
)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
METHODS = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True, slots=True)
class Published:
    """The part of a discovery document that we use; everything else is forgotten."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str | None
    jwks_uri: str
    algorithms: tuple[str, ...]
    secret_in_form: bool
    says_issuer: bool
    logs_out: bool
    names_pkce: bool


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a document."""
    return {name: document[name] for name in KEPT if name in document}


def read_published(document: Mapping[str, Any], issuer: str) -> Published:
    """Raises Refused when this is not the issuer's document, or not one we can work with."""
    if document.get("issuer") != issuer:
        raise _useless("it names another issuer", "Copy the issuer exactly as it is published.")
    for name in ENDPOINTS:
        if not isinstance(document.get(name), str):
            raise _useless(f"it has no {name}")
    algorithms = _list(document, "id_token_signing_alg_values_supported")
    ours = tuple(name for name in ALGORITHMS if name in algorithms)
    if not ours:
        raise _useless("it signs with none of " + ", ".join(ALGORITHMS))
    challenges = _list(document, "code_challenge_methods_supported")
    if challenges and "S256" not in challenges:
        raise _useless("it does not take part in PKCE with S256")
    methods = _list(document, "token_endpoint_auth_methods_supported") or [METHODS[0]]
    if not set(methods) & set(METHODS):
        raise _useless("it takes a client secret in none of the usual ways")
    userinfo = document.get("userinfo_endpoint")
    return Published(
        issuer=issuer,
        authorization_endpoint=document["authorization_endpoint"],
        token_endpoint=document["token_endpoint"],
        userinfo_endpoint=userinfo if isinstance(userinfo, str) else None,
        jwks_uri=document["jwks_uri"],
        algorithms=ours,
        secret_in_form=METHODS[0] not in methods,
        says_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        logs_out=document.get("backchannel_logout_supported") is True,
        names_pkce=bool(challenges),
    )


def _list(document: Mapping[str, Any], name: str) -> list[str]:
    found = document.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _useless(reason: str, next_step: str = "Ask whoever looks after the provider.") -> Refused:
    return Refused("sso_discovery", f"We cannot use this provider: {reason}.", next_step=next_step)
