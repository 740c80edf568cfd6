"""What of a provider's word is believed, and what role it gives; without a database."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256, sha512
from typing import Any, Literal

from app.kernel.errors import Forbidden, Refused

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
ATTEMPT_LASTS = timedelta(minutes=10)
SKEW_SECONDS = 30  # FAPI 2.0, 5.3.2.1: 10 s ahead is fine, more than 60 s is not
LOGOUT_AGE_SECONDS_MAX = 300
NUMBER_MAX = 2**53
SUBJECT_LENGTH_MAX = 255  # OpenID Connect Core 1.0, section 2
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
# RFC 8176; a text message is not among them: NIST calls it restricted.
STRONG_METHODS = frozenset({"mfa", "otp", "hwk", "swk", "sc"})
STRONG_CLASSES = frozenset(
    {
        "phr",
        "phrh",
        "https://refeds.org/profile/mfa",
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
    }
)
SecondFactor = Literal["asserted", "trusted", "ours"]
SECOND_FACTORS: dict[SecondFactor, str] = {
    "asserted": "Accept the provider's second factor when it says that one was used",
    "trusted": "Always accept the provider's sign-in as both factors",
    "ours": "Always ask for a second factor here as well",
}
START_AGAIN = "Go back to the sign-in page and start again."
ASK_YOUR_TEAM = "Start again; if it stays, tell whoever looks after your identity provider."


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer to our own request must say."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    algorithm: str
    required_acr: str | None
    max_age_seconds: int | None


def distrust(what: str) -> Refused:
    """The provider's answer is not believed; the code says which part of it."""
    return Refused(
        f"sso_{what}",
        "The identity provider's answer could not be trusted, so nobody was signed in.",
        next_step=ASK_YOUR_TEAM,
    )


def check_answer(answer: Mapping[str, str], *, issuer: str, says_issuer: bool) -> str:
    """The code of an authorization response, if this issuer sent it (RFC 9207)."""
    named = answer.get("iss")
    if named != issuer and (named is not None or says_issuer):
        raise distrust("issuer")
    if answer.get("error"):
        raise Refused(
            "sso_declined",
            "The identity provider did not sign you in.",
            next_step="Try again, or ask whoever looks after it to give you access.",
        )
    if not answer.get("code"):
        raise distrust("code")
    return answer["code"]


def check_id_token(claims: Mapping[str, Any], expected: Expected, *, at: float) -> str:
    """The subject of an ID token; raises Refused for each way it can be wrong (Core 3.1.3.7)."""
    _check_issuer_and_audience(claims, expected.issuer, expected.client_id)
    _check_times(claims, at=at)
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(
        nonce.encode(), expected.nonce.encode()
    ):
        raise distrust("nonce")
    if LOGOUT_EVENT in _events(claims):
        raise distrust("kind")
    _check_half_hash(claims.get("at_hash"), expected)
    _check_how(claims, expected, at=at)
    return _subject(claims)


def check_logout_token(
    claims: Mapping[str, Any], *, issuer: str, client_id: str, at: float
) -> tuple[str | None, str | None, str]:
    """Subject, provider's session and token id (Back-Channel Logout 1.0, section 2.6)."""
    _check_issuer_and_audience(claims, issuer, client_id)
    _check_times(claims, at=at, needs_end=False)
    if at - claims["iat"] > LOGOUT_AGE_SECONDS_MAX:
        raise distrust("expired")
    if LOGOUT_EVENT not in _events(claims) or "nonce" in claims:
        raise distrust("kind")
    subject = _subject(claims) if "sub" in claims else None
    session = _text(claims.get("sid"))
    token_id = _text(claims.get("jti"))
    if token_id is None or (subject is None and session is None):
        raise distrust("subject")
    return subject, session, token_id


def role_of(claims: Mapping[str, Any], claim: str, role_map: Sequence[tuple[str, str]]) -> str:
    """The role of the first line of the map that fits; raises Forbidden("sso_no_role")."""
    given = claims.get(claim)
    values = {given} if isinstance(given, str) else _texts(given)
    for value, role in role_map:
        if value in values:
            return role
    raise Forbidden(
        "sso_no_role",
        "Your identity provider knows you, but gives you no role here.",
        next_step="Ask an owner of your team, or whoever looks after the identity provider.",
    )


def has_second_factor(claims: Mapping[str, Any], setting: str) -> bool:
    """Whether the provider's sign-in counts as both factors."""
    if setting != "asserted":
        return setting == "trusted"
    return bool(
        _texts(claims.get("amr")) & STRONG_METHODS or {_text(claims.get("acr"))} & STRONG_CLASSES
    )


def half_hash(text: str, algorithm: str) -> str:
    """The left half of a hash, as at_hash is made (Core 3.1.3.6; Ed25519 hashes with SHA-512)."""
    digest = (sha512 if algorithm == "EdDSA" else sha256)(text.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")


def _check_issuer_and_audience(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise distrust("issuer")
    given = claims.get("aud")
    audience = {given} if isinstance(given, str) else _texts(given)
    if client_id not in audience:
        raise distrust("audience")
    party = claims.get("azp")
    if (party is not None or len(audience) > 1) and party != client_id:
        raise distrust("party")


def _check_times(claims: Mapping[str, Any], *, at: float, needs_end: bool = True) -> None:
    ends, began = _number(claims.get("exp")), _number(claims.get("iat"))
    if began is None or began > at + SKEW_SECONDS:
        raise distrust("issued")
    if (ends is None and (needs_end or "exp" in claims)) or (
        ends is not None and ends <= at - SKEW_SECONDS
    ):
        raise distrust("expired")
    if "nbf" in claims:
        opens = _number(claims["nbf"])
        if opens is None or opens > at + SKEW_SECONDS:
            raise distrust("issued")


def _check_half_hash(given: Any, expected: Expected) -> None:
    if given is None:
        return
    if given != half_hash(expected.access_token, expected.algorithm):
        raise distrust("access_token")


def _check_how(claims: Mapping[str, Any], expected: Expected, *, at: float) -> None:
    """How and when the person proved themselves, where this provider must say so."""
    if expected.required_acr and claims.get("acr") not in expected.required_acr.split():
        raise distrust("acr")
    if expected.max_age_seconds is None:
        return
    proved = _number(claims.get("auth_time"))
    if proved is None or proved > at + SKEW_SECONDS:
        raise distrust("auth_time")
    if at - proved > expected.max_age_seconds + SKEW_SECONDS:
        raise distrust("auth_time")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = _text(claims.get("sub"))
    if subject is None:
        raise distrust("subject")
    return subject


def _events(claims: Mapping[str, Any]) -> Mapping[str, Any]:
    events = claims.get("events")
    return events if isinstance(events, Mapping) else {}


def _text(value: Any) -> str | None:
    is_good = isinstance(value, str) and 0 < len(value) <= SUBJECT_LENGTH_MAX
    return value if is_good and value.isprintable() else None


def _texts(value: Any) -> set[str]:
    return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()


def _number(value: Any) -> float | None:
    """JSON's numbers only: true is none, and neither is Infinity, which Python reads gladly."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and -NUMBER_MAX < value < NUMBER_MAX else None
