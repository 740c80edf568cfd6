"""From what came back in the address to what the provider vouches for; reads no rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.banking.sso.actions.take_attempt import Taken
from app.banking.sso.peer import exchange, fetch_keys, fetch_more
from app.banking.sso.queries import Provider
from app.banking.sso.rules import Expected, check_answer, check_id_token, distrust
from app.banking.sso.tokens import KeyUnknown, Token, read_token
from app.outbound.places import Reach

KEYS_FRESH = timedelta(hours=1)
KEYS_PATIENCE = timedelta(minutes=1)  # a stranger's logout tokens make us look no more often
MORE = ("email", "email_verified", "name")


@dataclass(frozen=True, slots=True)
class Vouched:
    """One person, as one provider knows them, at one moment."""

    provider: Provider
    subject: str
    claims: Mapping[str, Any]

    @property
    def session(self) -> str | None:
        """The provider's own session, when it names one."""
        found = self.claims.get("sid")
        return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class Read:
    """A token that was read, and the keys when they had to be fetched for it."""

    token: Token
    fresh_keys: Mapping[str, Any] | None


def vouch(
    taken: Taken, answer: Mapping[str, str], *, reach: Reach, wall: datetime
) -> tuple[Vouched, Mapping[str, Any] | None]:
    """Who came back, and fresh keys to keep; raises Refused for anything not to be believed."""
    provider = taken.provider
    code = check_answer(answer, issuer=provider.issuer, says_issuer=provider.published.says_issuer)
    id_token, access_token = exchange(
        provider.published, taken.client, taken.walk, code=code, reach=reach
    )
    read = read_of(provider, id_token, reach=reach, wall=wall, patience=timedelta(0))
    expected = Expected(
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=taken.walk.nonce,
        access_token=access_token,
        algorithm=read.token.algorithm,
        required_acr=provider.required_acr,
        max_age_seconds=_max_age(taken, wall),
    )
    subject = check_id_token(read.token.claims, expected, at=wall.timestamp())
    claims = dict(read.token.claims)
    wanted = {provider.role_claim, *MORE}
    if {provider.role_claim, "email"} - set(claims):
        more = fetch_more(provider.published, access_token, subject, reach)
        claims |= {name: more[name] for name in wanted - set(claims) if name in more}
    return Vouched(provider, subject, claims), read.fresh_keys


def read_of(
    provider: Provider, text: str, *, reach: Reach, wall: datetime, patience: timedelta
) -> Read:
    """Read a token with the keys we keep; an unknown key makes us look once more, at most."""
    age = wall - provider.keys_fetched_at
    fresh = fetch_keys(provider.published, reach) if age > KEYS_FRESH else None
    try:
        token = read_token(text, fresh or provider.keys, provider.algorithms)
    except KeyUnknown:
        if fresh is not None or age < patience:
            raise distrust("key") from None
        fresh = fetch_keys(provider.published, reach)
        token = _read_at_last(provider, text, fresh)
    return Read(token, fresh)


def _read_at_last(provider: Provider, text: str, keys: Mapping[str, Any]) -> Token:
    try:
        return read_token(text, keys, provider.algorithms)
    except KeyUnknown:
        raise distrust("key") from None


def _max_age(taken: Taken, wall: datetime) -> int | None:
    """Somebody who proves themselves again did so after they set out."""
    if taken.purpose == "proof":
        return int((wall - taken.began_at).total_seconds())
    return taken.provider.max_age_seconds
