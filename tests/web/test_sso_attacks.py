"""Attacks on single sign-on (A18): all refused, each with a record and a page that helps."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from app.kernel.errors import DomainError
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.hostile_provider import RSA, STRANGER, HostileProvider, b64, keyed, signed, unsigned
from tests.sign_on import SignOn, is_refused
from tests.world import World

Claims = dict[str, Any]


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with HostileProvider() as served:
        yield served


@pytest.fixture
def sign_on(application: Dispatcher, harbor: World, provider: HostileProvider) -> SignOn:
    return SignOn.set_up(application, harbor, provider)


def count(record_property: Callable[[str, object], None], attacks: int, what: str) -> None:
    """The counts stand at the end of a run."""
    record_property("figures", f"single sign-on: {attacks} {what}, all refused")


def tampered(claims: Claims) -> str:
    head, _, signature = signed(claims).split(".")
    return ".".join(
        (head, b64(json.dumps({**claims, "groups": ["bank-owners"]}).encode()), signature)
    )


def with_header(**header: Any) -> Callable[[Claims], str]:
    return lambda claims: signed(claims, key=STRANGER, header=header)


TOKENS: dict[str, tuple[str, Callable[[Claims], str]]] = {
    "alg none": ("algorithm", unsigned),
    "HS256 with the public key": (
        "algorithm",
        lambda claims: keyed(claims, RSA.as_pem(private=False), kid="rsa"),
    ),
    "a key in the header (jwk)": (
        "signature",
        with_header(jwk=STRANGER.as_dict(private=False)),
    ),
    "the address of keys in the header (jku)": (
        "signature",
        with_header(jku="https://evil.example/jwks"),
    ),
    "the address of a certificate (x5u)": (
        "signature",
        with_header(x5u="https://evil.example/x5u"),
    ),
    "a certificate in the header (x5c)": ("signature", with_header(x5c=["MIIB"])),
    "a stranger's key under the same id": ("signature", with_header()),
    "a key id that is a path": ("key", with_header(kid="../../../dev/null")),
    "a key id that is a query": ("key", with_header(kid="x' union select 'k")),
    "changed after signing": ("signature", tampered),
    "an algorithm that is not pinned": (
        "algorithm",
        lambda claims: signed(claims, algorithm="RS384", key=RSA),
    ),
    "no token at all": ("format", lambda _claims: ""),
    "more than we read of a token": (
        "format",
        lambda claims: signed({**claims, "padding": "x" * 40_000}),
    ),
    "ten megabytes": (
        "unreachable",
        lambda claims: signed({**claims, "padding": "x" * 10_000_000}),
    ),
}
CLAIMS: dict[str, tuple[str, Claims]] = {
    "another issuer": ("issuer", {"iss": "https://evil.example"}),
    "another audience": ("audience", {"aud": "somebody-else"}),
    "another party": ("party", {"aud": ["guildhall", "other"], "azp": "other"}),
    "another nonce": ("nonce", {"nonce": "of another walk"}),
    "no nonce": ("nonce", {"nonce": None}),
    "expired": ("expired", {"exp": 1_700_000_000}),
    "from the future": ("issued", {"iat": 4_000_000_000}),
    "another access token": ("access_token", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "no subject": ("subject", {"sub": ""}),
    "a logout token": (
        "kind",
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
    ),
    "an address that is not confirmed": ("no_email", {"email_verified": False}),
    "no address": ("no_email", {"email": None}),
}


def test_no_forged_token_lets_anybody_in(
    sign_on: SignOn, provider: HostileProvider, record_property: Callable[[str, object], None]
) -> None:
    for number, (name, (code, maker)) in enumerate(TOKENS.items(), 1):
        provider.token_maker, visitor = maker, sign_on.visitor()
        is_refused(sign_on, visitor, sign_on.comes_back(visitor), name)
        told = [each.reason for each in sign_on.records("sso.refused")]
        assert (len(told), (told[-1] or "").partition("_")[2]) == (number, code), name
    assert sign_on.people() == []
    assert all(path in USUAL for path in provider.asked), "nothing a header names is fetched"
    count(record_property, len(TOKENS), "forged tokens")


USUAL = ("/.well-known/openid-configuration", "/jwks", "/token", "/userinfo")


def test_no_wrong_claim_lets_anybody_in(
    sign_on: SignOn, provider: HostileProvider, record_property: Callable[[str, object], None]
) -> None:
    provider.document = {"userinfo_endpoint": None}
    for number, (name, (code, claims)) in enumerate(CLAIMS.items(), 1):
        provider.claims, visitor = claims, sign_on.visitor()
        is_refused(sign_on, visitor, sign_on.comes_back(visitor), name)
        told = [each.reason for each in sign_on.records("sso.refused")]
        assert (len(told), (told[-1] or "").partition("_")[2]) == (number, code), name
    assert sign_on.people() == []
    count(record_property, len(CLAIMS), "wrong claims")


ANSWERS: dict[str, Claims] = {
    "another issuer's answer (mix-up)": {"iss": "https://evil.example"},
    "a state we never made": {"state": "x" * 43},
    "no state": {"state": None},
    "a state too long": {"state": "x" * 5_000},
    "two states": {"state": ["x" * 43, "y" * 43]},
    "no code": {"code": None},
    "two codes": {"code": ["one", "two"]},
    "a code the provider does not know": {"code": "guessed"},
    "the provider says no": {"code": None, "error": "access_denied"},
    "a code beside an error": {"error": "server_error"},
}


def test_no_wrong_answer_lets_anybody_in(
    sign_on: SignOn, record_property: Callable[[str, object], None]
) -> None:
    for number, (name, changed) in enumerate(ANSWERS.items(), 1):
        visitor = sign_on.visitor()
        is_refused(sign_on, visitor, sign_on.comes_back(visitor, **changed), name)
        assert len(sign_on.records("sso.refused")) == number, name
    count(record_property, len(ANSWERS), "wrong answers")


def test_a_provider_that_names_itself_must_do_so_each_time(
    application: Dispatcher, harbor: World, provider: HostileProvider
) -> None:
    provider.document = {"authorization_response_iss_parameter_supported": True}
    sign_on = SignOn.set_up(application, harbor, provider)
    for number, issuer in enumerate((None, "https://evil.example", f"{provider.issuer}/"), 1):
        visitor = sign_on.visitor()
        is_refused(sign_on, visitor, sign_on.comes_back(visitor, iss=issuer), str(issuer))
        assert sign_on.records("sso.refused")[-1].reason == "sso_issuer"
        assert len(sign_on.records("sso.refused")) == number
    assert provider.asked.get("/token") is None, "the code was not shown to anybody"
    assert sign_on.comes_back(sign_on.visitor(), iss=provider.issuer).status_code == 303


def test_an_answer_is_good_once(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    walk = sign_on.sets_out(visitor)
    assert sign_on.comes_back(visitor, walk, code="guessed").status_code == 422
    again = sign_on.comes_back(visitor, walk)
    assert (again.status_code, "finished before" in again.text) == (422, True)
    assert sign_on.records("session.started") == []
    walk = sign_on.sets_out(visitor)
    assert sign_on.comes_back(visitor, walk).status_code == 303
    thief = sign_on.visitor()
    thief.client.set_cookie(
        "__Host-sso",
        visitor.client.get_cookie("__Host-sso", visitor.host).value,  # type: ignore[union-attr]
        domain=visitor.host,
        secure=True,
    )
    assert sign_on.comes_back(thief, walk).status_code == 422
    assert not sign_on.is_inside(thief)


def test_an_answer_is_for_the_browser_that_set_out(sign_on: SignOn) -> None:
    """Somebody who is made to follow another's answer is not signed in as them."""
    attacker, victim = sign_on.visitor(), sign_on.visitor()
    walk = sign_on.sets_out(attacker)
    for bystander in (victim, sign_on.visitor()):
        answer = sign_on.comes_back(bystander, walk)
        assert (answer.status_code, "another browser" in answer.text) == (422, True)
        assert not sign_on.is_inside(bystander)
        sign_on.sets_out(victim)  # now the victim has a cookie of its own
    assert sign_on.comes_back(attacker, walk).status_code == 303, "it was not used up by others"


def test_an_answer_is_good_for_ten_minutes(sign_on: SignOn) -> None:
    visitor = sign_on.visitor()
    walk = sign_on.sets_out(visitor)
    with time_machine.travel(wall_now().timestamp() + 601, tick=True):
        answer = sign_on.comes_back(visitor, walk)
    assert (answer.status_code, "ten minutes" in answer.text) == (422, True)


DOCUMENTS: dict[str, Claims] = {
    "another issuer": {"issuer": "https://evil.example"},
    "only plain PKCE": {"code_challenge_methods_supported": ["plain"]},
    "only shared-secret signatures": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    "no keys": {"jwks_uri": None},
    "no way to send the secret": {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    "longer than we read": {"padding": "x" * 70_000},
}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_provider_that_cannot_be_trusted_is_not_set_up(
    application: Dispatcher, harbor: World, provider: HostileProvider, document: Claims
) -> None:
    provider.document = document
    with pytest.raises(DomainError):
        SignOn.set_up(application, harbor, provider)


def test_a_redirected_provider_is_not_followed(
    application: Dispatcher, harbor: World, sign_on: SignOn, provider: HostileProvider
) -> None:
    provider.redirects = f"{provider.issuer}/elsewhere"
    visitor = sign_on.visitor()
    is_refused(sign_on, visitor, sign_on.comes_back(visitor), "a redirected token endpoint")
    assert "/elsewhere" not in provider.asked
