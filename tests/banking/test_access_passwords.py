"""Passwords by NIST SP 800-63B-4: length counts, guessable ones are refused, nothing else is."""

import pytest

from app.banking.access.breached_passwords import breached, is_breached
from app.banking.access.common_passwords import is_common, listed
from app.banking.access.passwords import hash_password, is_outdated, is_password, use_cost
from app.banking.access.rules import PASSWORD_LENGTH_MAX, check_password
from app.config import ConfigError, _password_cost
from app.kernel.errors import Refused


def code_of(password: str, kind: str = "user", about: tuple[str, ...] = ()) -> str:
    try:
        check_password(password, kind=kind, about=about)
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("kind", ["user", "officer", "customer"])
def test_length_is_what_counts(kind: str) -> None:
    least = 15 if kind == "customer" else 8
    long_enough = "kqzv wmxt bplj rgfd"[:least]
    assert code_of(long_enough, kind) == ""
    assert code_of(long_enough[:-1], kind) == "password_short"
    assert code_of("kqzv wmxt " * 30, kind) == "password_long"
    assert code_of("kqzvwmxt bpljrgfd " * 14 + "wxyz", kind) == ""
    assert PASSWORD_LENGTH_MAX >= 64


@pytest.mark.parametrize(
    "password",
    [
        "ohne ziffern und zeichen",
        "только буквы",
        "日本語の合言葉です",
        "🐙🦑🐙🐋🦀🐚🪼🦐",
        "x y z w v u t s r",
    ],
)
def test_no_signs_are_asked_for_and_all_are_taken(password: str) -> None:
    assert code_of(password) == ""
    assert is_password(password, hash_password(password))


def test_code_points_are_counted_after_normalising() -> None:
    decomposed = "cafe\u0301 au lait \ufb01n"  # an accent of its own, and a ligature
    assert is_password("café au lait fin", hash_password(decomposed))
    assert code_of("e\u0301" * 7, "user") == "password_short", "seven, however they are spelled"


@pytest.mark.parametrize(
    "password",
    [
        *("password", "Password1", "P@ssw0rd1!", "password123!", "iloveyou2", "Welcome2026"),
        *("qwertyuiop", "asdfghjkl12345", "1234567890", "abcdefgh", "zyxwvuts", "1qaz2wsx3edc"),
        *("aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "sunshine princess", "123dragon123"),
        *("passwordpassword", "LETMEIN!LETMEIN!", "qwertyuiopasdfghjkl", "123456789012345"),
    ],
)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    assert code_of(password) == "password_common"


@pytest.mark.parametrize(
    "password", ["zag12wsx", "1q2w3e4r5t", "bigdaddy1", "ThunderBird", "slipknot666"]
)
def test_a_password_of_a_breach_is_refused(password: str) -> None:
    """In whatever case it is written; the longer ones are asked of customers too."""
    assert code_of(password) in ("password_breached", "password_common")
    assert is_breached(password.casefold())


def test_the_set_of_breached_passwords_is_whole_and_of_hashes_alone() -> None:
    content = breached()
    entries = [content[at : at + 5] for at in range(0, len(content), 5)]
    assert entries == sorted(set(entries)), "the search halves a sorted file"
    assert len(entries) > 20_000
    assert b"thunderbird" not in content
    words = (f"{number} marzipan gondola" for number in range(20_000))
    assert not any(map(is_breached, words)), "a good password is not taken for one of them"


@pytest.mark.parametrize(
    "password",
    ["harbor2026", "Harbor-harbor", "ada.okafor1", "okafor-ada!", "Harbor Okafor 12"],
)
def test_a_password_about_oneself_or_the_place_is_refused(password: str) -> None:
    about = ("Harbor", "ada.okafor@example.com", "Ada Okafor")
    assert code_of(password, about=about) == "password_about_you"
    assert code_of(f"{password} marzipan gondola", about=about) == ""


def test_the_list_is_long_enough_for_both_lengths() -> None:
    for least in (8, 15):
        assert sum(len(entry) >= least for entry in listed()) >= 3_000
    assert all(map(is_common, list(listed())[::50]))


def test_unusual_passwords_with_usual_words_are_taken() -> None:
    for password in ("dragon8391027463", "marble teapot dragon", "fifteen or more characters"):
        assert not is_common(password)


def test_a_hash_says_what_it_cost_and_is_made_anew() -> None:
    use_cost("light")
    cheap = hash_password("eight or more")
    assert cheap.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert not is_outdated(cheap)
    try:
        use_cost("usual")
        assert is_outdated(cheap)
        assert is_password("eight or more", cheap)
        assert hash_password("eight or more").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    finally:
        use_cost("light")


def test_production_refuses_cheap_passwords() -> None:
    light = {"GUILDHALL_PASSWORD_COST": "light"}
    assert _password_cost(light, "test") == "light"
    assert _password_cost({}, "production") == "usual"
    with pytest.raises(ConfigError, match="leave it out in production"):
        _password_cost(light, "production")
    with pytest.raises(ConfigError, match="set it to usual"):
        _password_cost({"GUILDHALL_PASSWORD_COST": "free"}, "test")
