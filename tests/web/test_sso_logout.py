"""Whoever leaves at the provider is out here at once (back-channel logout)."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.web.dispatch import Dispatcher
from tests.hostile_provider import STRANGER, HostileProvider, signed
from tests.sign_on import SignOn
from tests.web_clients import Visitor
from tests.world import World


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with HostileProvider() as served:
        yield served


@pytest.fixture
def sign_on(application: Dispatcher, harbor: World, provider: HostileProvider) -> SignOn:
    return SignOn.set_up(application, harbor, provider)


def inside(sign_on: SignOn) -> Visitor:
    visitor = sign_on.visitor()
    assert sign_on.comes_back(visitor).status_code == 303
    return visitor


def call(sign_on: SignOn, token: str) -> Any:
    """As the provider calls: no cookie, no token of a form."""
    visitor = sign_on.visitor()
    return visitor.client.post(
        f"{sign_on.path}/logouts", data={"logout_token": token}, base_url=f"https://{visitor.host}"
    )


def test_a_logout_ends_every_session_of_the_person(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    one, two = inside(sign_on), inside(sign_on)
    answer = call(sign_on, provider.logout_token())
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert not sign_on.is_inside(one)
    assert not sign_on.is_inside(two)
    assert len(sign_on.records("sso.signed_out")) == 1
    assert sign_on.is_inside(inside(sign_on)), "they may come back when the provider lets them"


def test_a_logout_may_name_the_providers_session_alone(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    provider.claims = {"sid": "session-1"}
    visitor = inside(sign_on)
    assert call(sign_on, provider.logout_token(sub=None, sid="session-2")).status_code == 200
    assert sign_on.is_inside(visitor)
    assert call(sign_on, provider.logout_token(sub=None, sid="session-1")).status_code == 200
    assert not sign_on.is_inside(visitor)


def test_a_logout_token_is_good_once(sign_on: SignOn, provider: HostileProvider) -> None:
    token = provider.logout_token()
    assert call(sign_on, token).status_code == 200
    visitor = inside(sign_on)
    assert call(sign_on, token).status_code == 400
    assert sign_on.is_inside(visitor)


WRONG: dict[str, dict[str, Any]] = {
    "a nonce": {"nonce": "n"},
    "no event": {"events": {}},
    "another audience": {"aud": "somebody-else"},
    "another issuer": {"iss": "https://evil.example"},
    "an old one": {"iat": 1_700_000_000, "exp": None},
    "from the future": {"iat": 4_000_000_000},
    "no id": {"jti": None},
    "nobody": {"sub": None},
}


def test_a_wrong_logout_ends_nothing(sign_on: SignOn, provider: HostileProvider) -> None:
    visitor = inside(sign_on)
    for number, (name, claims) in enumerate(WRONG.items(), 1):
        assert call(sign_on, provider.logout_token(**claims)).status_code == 400, name
        assert len(sign_on.records("sso.refused")) == number, name
    for token in ("", "x", "a.b.c", signed(provider.usual_claims("n"))):
        assert call(sign_on, token).status_code == 400
    assert sign_on.is_inside(visitor)


def test_a_strangers_tokens_make_us_look_for_keys_no_more_than_once_a_minute(
    sign_on: SignOn, provider: HostileProvider
) -> None:
    asked = provider.asked["/jwks"]
    for number in range(5):
        token = signed({}, key=STRANGER, header={"kid": f"unknown-{number}"})
        assert call(sign_on, token).status_code == 400
    assert provider.asked["/jwks"] == asked
