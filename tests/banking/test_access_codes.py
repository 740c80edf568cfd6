"""One-time codes: the vectors of RFC 6238 (appendix B, SHA-1), and each code good once."""

import base64
from datetime import UTC, datetime

import pytest

from app.banking.access.actions.verify_code import matching_step
from app.kernel.errors import Refused

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


@pytest.mark.parametrize(("seconds", "eight_digits"), VECTORS.items())
def test_the_vectors_of_rfc_6238(seconds: int, eight_digits: str) -> None:
    code = eight_digits[-6:]
    assert matching_step(SECRET, code, None, wall=at(seconds)) == seconds // 30
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", None, wall=at(seconds)) == seconds // 30


@pytest.mark.parametrize(("seconds", "eight_digits"), VECTORS.items())
def test_a_code_used_or_overtaken_is_refused(seconds: int, eight_digits: str) -> None:
    step, code = seconds // 30, eight_digits[-6:]
    for last in (step, step + 1):
        with pytest.raises(Refused):
            matching_step(SECRET, code, last, wall=at(seconds))
    with pytest.raises(Refused):
        matching_step(SECRET, code, None, wall=at(seconds + 61))


@pytest.mark.parametrize("code", ["", "0", "00000", "0000000", "\uff19" * 6, "abcdef", "\x00" * 6])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(Refused):
        matching_step(SECRET, code, None, wall=at(59))
