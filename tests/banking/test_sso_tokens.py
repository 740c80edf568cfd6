"""Which signatures are believed: every attack on a token's form or key, without a network."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from app.banking.sso.tokens import KeyUnknown, read_token
from app.kernel.errors import Refused
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


def test_every_pinned_algorithm_is_tried() -> None:
    assert tuple(KEYS) == ALL
