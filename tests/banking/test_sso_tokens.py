"""Which tokens are believed: every attack on a signature or a claim, without a network."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from app.banking.sso.rules import (
    Expected,
    check_answer,
    check_id_token,
    check_logout_token,
    half_hash,
    has_second_factor,
    role_of,
)
from app.banking.sso.tokens import KeyUnknown, read_token
from app.kernel.errors import DomainError, Refused
from tests.hostile_provider import EC, ED, KEYS, RSA, STRANGER, b64, keyed, signed, unsigned

NOW = time.time()
ISSUER, CLIENT = "https://people.example", "guildhall"
PUBLISHED = {
    "keys": [RSA.as_dict(private=False), EC.as_dict(private=False), ED.as_dict(private=False)]
}
ALL = ("RS256", "PS256", "ES256", "EdDSA")


def json_part(content: Any) -> str:
    return b64(json.dumps(content).encode())


def claims(**changed: Any) -> dict[str, Any]:
    usual = {
        "iss": ISSUER,
        "sub": "s-1",
        "aud": CLIENT,
        "exp": int(NOW) + 300,
        "iat": NOW,
        "nonce": "n",
        **changed,
    }
    return {name: value for name, value in usual.items() if value is not ...}


def expected(**changed: Any) -> Expected:
    usual: dict[str, Any] = {
        "issuer": ISSUER,
        "client_id": CLIENT,
        "nonce": "n",
        "access_token": "access",
        "algorithm": "RS256",
        "required_acr": None,
        "max_age_seconds": None,
    }
    return Expected(**{**usual, **changed})


@pytest.mark.parametrize("algorithm", ALL)
def test_a_token_of_each_pinned_algorithm_is_read(algorithm: str) -> None:
    assert read_token(signed(claims(), algorithm=algorithm), PUBLISHED, ALL).claims["sub"] == "s-1"


def hs256_with_the_public_key() -> str:
    return keyed(claims(), RSA.as_pem(private=False), kid="rsa")


def tampered() -> str:
    head, _, signature = signed(claims()).split(".")
    return ".".join((head, json_part({"sub": "admin"}), signature))


BAD_TOKENS: dict[str, Callable[[], str]] = {
    "alg none": lambda: unsigned(claims()),
    "alg NONE": lambda: unsigned(claims(), "NONE"),
    "alg missing": lambda: "e30.e30.",
    "HS256 with the public key": hs256_with_the_public_key,
    "an algorithm that is not pinned": lambda: signed(claims(), algorithm="RS512", key=RSA),
    "a stranger's key under our key id": lambda: signed(claims(), key=STRANGER),
    "the stranger's key in the header (jwk)": lambda: signed(
        claims(), key=STRANGER, header={"jwk": STRANGER.as_dict(private=False)}
    ),
    "the address of their keys in the header (jku)": lambda: signed(
        claims(), key=STRANGER, header={"jku": "https://evil.example/jwks"}
    ),
    "the address of a certificate in the header (x5u)": lambda: signed(
        claims(), key=STRANGER, header={"x5u": "https://evil.example/cert"}
    ),
    "a certificate in the header (x5c)": lambda: signed(
        claims(), key=STRANGER, header={"x5c": ["MIIB"]}
    ),
    "changed after signing": tampered,
    "no signature": lambda: signed(claims()).rpartition(".")[0] + ".",
    "a critical extension": lambda: signed(claims(), header={"crit": ["exp"], "exp": 1}),
    "an access token's type": lambda: signed(claims(), header={"typ": "at+jwt"}),
    "a type that is no text": lambda: json_part({"alg": "RS256", "typ": 1}) + ".e30.e30",
    "five parts": lambda: "a.b.c.d.e",
    "not base64": lambda: "!.!.!",
    "a header that is a list": lambda: json_part([]) + ".e30.e30",
    "a payload that is a list": lambda: signed([]),  # type: ignore[arg-type]
    "longer than we read": lambda: signed(claims(padding="x" * 40_000)),
}


@pytest.mark.parametrize("make", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_bad_token_is_refused(make: Callable[[], str]) -> None:
    with pytest.raises(Refused, match="could not be trusted"):
        read_token(make(), PUBLISHED, ALL)


@pytest.mark.parametrize(
    "key_id", ["../../../../dev/null", "' or '1'='1", "rsa\x00", "x" * 400, 7, ["rsa"]]
)
def test_a_key_id_is_only_ever_compared(key_id: Any) -> None:
    token = json_part({"alg": "RS256", "kid": key_id}) + ".e30.e30"
    with pytest.raises(KeyUnknown):
        read_token(token, PUBLISHED, ALL)


def test_a_key_for_encryption_or_of_another_kind_does_not_fit() -> None:
    token = signed(claims(), header={"kid": "ec"})
    for keys in (
        PUBLISHED,
        {"keys": [{**RSA.as_dict(private=False), "use": "enc"}]},
        {"keys": [{**RSA.as_dict(private=False), "alg": "PS256"}]},
        {"keys": "rsa"},
        {},
    ):
        with pytest.raises(KeyUnknown):
            read_token(token, keys, ALL)


def test_a_short_key_signs_nothing() -> None:
    short = RSAKey.generate_key(1024, {"kid": "short"})
    with pytest.raises(Refused):
        read_token(signed(claims(), key=short), {"keys": [short.as_dict(private=False)]}, ALL)


def test_without_a_key_id_there_must_be_one_key_only() -> None:
    token = signed(claims(), header={"kid": None})
    assert read_token(token, PUBLISHED, ALL).claims
    two = {"keys": [RSA.as_dict(private=False), STRANGER.as_dict(private=False)]}
    with pytest.raises(KeyUnknown):
        read_token(token, two, ALL)


BAD_CLAIMS: dict[str, tuple[str, dict[str, Any]]] = {
    "another issuer": ("issuer", {"iss": "https://people.example/"}),
    "no issuer": ("issuer", {"iss": ...}),
    "another audience": ("audience", {"aud": "other"}),
    "no audience": ("audience", {"aud": ...}),
    "an audience that holds our name": ("audience", {"aud": "guildhall-2"}),
    "two audiences and no party": ("party", {"aud": [CLIENT, "other"]}),
    "another party": ("party", {"aud": [CLIENT, "other"], "azp": "other"}),
    "our audience, another party": ("party", {"azp": "other"}),
    "expired": ("expired", {"exp": NOW - 60}),
    "without an end": ("expired", {"exp": ...}),
    "never ends": ("expired", {"exp": float("inf")}),
    "an end that is no number": ("expired", {"exp": "9999999999"}),
    "an end that is true": ("expired", {"exp": True}),
    "an end beyond counting": ("expired", {"exp": 10**400}),
    "from the future": ("issued", {"iat": NOW + 61}),
    "issued never": ("issued", {"iat": ...}),
    "not yet good": ("issued", {"nbf": NOW + 61}),
    "another nonce": ("nonce", {"nonce": "m"}),
    "no nonce": ("nonce", {"nonce": ...}),
    "a nonce that is no text": ("nonce", {"nonce": ["n"]}),
    "no subject": ("subject", {"sub": ...}),
    "an empty subject": ("subject", {"sub": ""}),
    "a subject that is no text": ("subject", {"sub": 7}),
    "a subject too long": ("subject", {"sub": "x" * 256}),
    "a subject with a line break": ("subject", {"sub": "a\nb"}),
    "another access token": ("access_token", {"at_hash": half_hash("other", "RS256")}),
    "a logout token": (
        "kind",
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
    ),
}


@pytest.mark.parametrize(("code", "changed"), BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_a_wrong_claim_is_refused(code: str, changed: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        check_id_token(claims(**changed), expected(), at=NOW)
    assert refusal.value.code == f"sso_{code}"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"iat": NOW + 10},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "other"], "azp": CLIENT},
        {"at_hash": half_hash("access", "RS256")},
    ],
)
def test_a_right_token_is_believed(changed: dict[str, Any]) -> None:
    assert check_id_token(claims(**changed), expected(), at=NOW) == "s-1"


def test_the_half_hash_of_the_specification() -> None:
    """OpenID Connect Core 1.0, A.3: the example's access token and at_hash."""
    assert half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "RS256") == (
        "77QmUPtjPfzWtF2AnpK9RQ"
    )


@pytest.mark.parametrize(
    ("wanted", "changed", "is_good"),
    [
        ({"required_acr": "gold silver"}, {"acr": "silver"}, True),
        ({"required_acr": "gold"}, {"acr": "bronze"}, False),
        ({"required_acr": "gold"}, {}, False),
        ({"max_age_seconds": 60}, {"auth_time": NOW - 50}, True),
        ({"max_age_seconds": 60}, {"auth_time": NOW - 120}, False),
        ({"max_age_seconds": 60}, {"auth_time": NOW + 61}, False),
        ({"max_age_seconds": 60}, {}, False),
        ({"max_age_seconds": 60}, {"auth_time": "now"}, False),
    ],
)
def test_how_and_when_somebody_proved_themselves(
    wanted: dict[str, Any], changed: dict[str, Any], is_good: bool
) -> None:
    try:
        check_id_token(claims(**changed), expected(**wanted), at=NOW)
    except Refused:
        assert not is_good
    else:
        assert is_good


@pytest.mark.parametrize(
    ("answer", "says_issuer", "is_good"),
    [
        ({"code": "c"}, False, True),
        ({"code": "c", "iss": ISSUER}, True, True),
        ({"code": "c", "iss": "https://evil.example"}, False, False),
        ({"code": "c", "iss": "https://evil.example"}, True, False),
        ({"code": "c"}, True, False),
        ({"error": "access_denied"}, False, False),
        ({"error": "access_denied", "code": "c"}, False, False),
        ({}, False, False),
    ],
)
def test_who_sent_the_answer(answer: dict[str, str], says_issuer: bool, is_good: bool) -> None:
    """Mix-up (RFC 9207): another issuer's answer, and a missing name where one is promised."""
    if is_good:
        assert check_answer(answer, issuer=ISSUER, says_issuer=says_issuer) == "c"
        return
    with pytest.raises(Refused):
        check_answer(answer, issuer=ISSUER, says_issuer=says_issuer)


def logout(**changed: Any) -> dict[str, Any]:
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    return claims(**{"nonce": ..., "jti": "j", "events": event, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "n"},
        {"events": ...},
        {"events": {"other": {}}},
        {"events": "http://schemas.openid.net/event/backchannel-logout"},
        {"jti": ...},
        {"sub": ...},
        {"sub": ["s-1"]},
        {"aud": "other"},
        {"iss": "https://evil.example"},
        {"iat": NOW - 600},
        {"iat": NOW + 61},
        {"exp": NOW - 60},
    ],
)
def test_a_wrong_logout_token_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check_logout_token(logout(**changed), issuer=ISSUER, client_id=CLIENT, at=NOW)


def test_a_right_logout_token_names_somebody() -> None:
    read = check_logout_token(logout(), issuer=ISSUER, client_id=CLIENT, at=NOW)
    assert read == ("s-1", None, "j")
    by_session = logout(sub=..., sid="session", exp=...)
    read = check_logout_token(by_session, issuer=ISSUER, client_id=CLIENT, at=NOW)
    assert read == (None, "session", "j")


@pytest.mark.parametrize(
    ("given", "role"),
    [
        ("admins", "owner"),
        (["staff", "admins"], "owner"),
        (["staff"], "support"),
        (["strangers"], None),
        ({"admins": True}, None),
        (None, None),
    ],
)
def test_the_first_line_that_fits_gives_the_role(given: Any, role: str | None) -> None:
    lines = (("admins", "owner"), ("staff", "support"))
    if role is None:
        with pytest.raises(DomainError, match="no role"):
            role_of({"groups": given}, "groups", lines)
    else:
        assert role_of({"groups": given}, "groups", lines) == role


@pytest.mark.parametrize(
    ("setting", "said", "is_enough"),
    [
        ("asserted", {"amr": ["pwd", "mfa"]}, True),
        ("asserted", {"amr": ["hwk"]}, True),
        ("asserted", {"acr": "phr"}, True),
        ("asserted", {"amr": ["pwd"]}, False),
        ("asserted", {"amr": ["pwd", "sms"]}, False),
        ("asserted", {"amr": "mfa"}, False),
        ("asserted", {"acr": ["phr"]}, False),
        ("asserted", {}, False),
        ("trusted", {}, True),
        ("ours", {"amr": ["mfa"]}, False),
    ],
)
def test_when_the_provider_counts_as_both_factors(
    setting: str, said: dict[str, Any], is_enough: bool
) -> None:
    assert has_second_factor(said, setting) is is_enough


def test_every_pinned_algorithm_is_tried() -> None:
    assert tuple(KEYS) == ALL
