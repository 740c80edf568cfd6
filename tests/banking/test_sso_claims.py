"""Which claims are believed: each wrong one alone, of ID tokens, answers and logout tokens."""

import time
from typing import Any

import pytest

from app.banking.sso.rules import (
    Expected,
    check_answer,
    check_id_token,
    check_logout_token,
    half_hash,
    has_second_factor,
    role_of,
)
from app.kernel.errors import DomainError, Refused

NOW = time.time()
ISSUER, CLIENT = "https://people.example", "guildhall"


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
