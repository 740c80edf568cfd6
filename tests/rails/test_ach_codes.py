"""What the codes mean, and which numbers are routing numbers."""

import pytest

from app.rails.nacha.codes import (
    ADMINISTRATIVE,
    CHANGE_CODES,
    CONTESTED,
    DISHONORED,
    RETURN_CODES,
    SEC_CODES,
    TRANSACTION_CODES,
    UNAUTHORIZED,
    check_digit,
    is_routing_number,
    return_transaction_code,
)
from tests.outside_data import outside


@pytest.mark.parametrize("routing", ["231380104", "121042882", "061000146", "021000021"])
def test_a_routing_number_checks_itself(routing: str) -> None:
    assert is_routing_number(routing)
    assert check_digit(routing[:8]) == routing[8]


@pytest.mark.parametrize(
    "text",
    ["231380105", "23138010", "2313801044", "23138010A", "", "000000000", " 31380104", "٢٣١٣٨٠١٠٤"],
)
def test_anything_else_is_no_routing_number(text: str) -> None:
    assert not is_routing_number(text)


@pytest.mark.parametrize("text", ["2313801", "231380104", "2313801x", "²3138010"])
def test_a_check_digit_needs_eight_digits(text: str) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        check_digit(text)


def test_every_bank_in_the_federal_directory_has_a_routing_number() -> None:
    folder = outside("moov-fed")
    names = [path for path in folder.rglob("*") if "FedACHdir" in path.name and path.is_file()]
    assert names, "the directory of ACH participants has moved"
    lines = names[0].read_text(encoding="utf-8", errors="replace").splitlines()
    banks = [line[:9] for line in lines if line[:9].isdecimal()]

    assert len(banks) > 10_000
    assert [bank for bank in banks if not is_routing_number(bank)] == []


def test_a_loan_is_debited_only_to_undo_a_credit() -> None:
    loan = {code for code in TRANSACTION_CODES if code.startswith("5")}

    assert loan == {"51", "52", "53", "54", "55", "56"}
    assert TRANSACTION_CODES["55"].side == "debit"


@pytest.mark.parametrize("code", ["81", "00", "", "2"])
def test_what_is_never_returned_has_no_return_code(code: str) -> None:
    with pytest.raises(ValueError, match="cannot be returned"):
        return_transaction_code(code)


def test_every_return_code_has_a_window_or_an_agreement() -> None:
    for row in RETURN_CODES.values():
        assert row.meaning.endswith(".")
        assert (row.window_days is None) == (row.window_unit == "agreement")


@pytest.mark.parametrize(
    ("code", "days", "unit"),
    [
        ("R01", 2, "banking"),
        ("R03", 2, "banking"),
        ("R07", 60, "calendar"),
        ("R10", 60, "calendar"),
        ("R11", 60, "calendar"),
        ("R29", 2, "banking"),
        ("R68", 5, "banking"),
        ("R73", 2, "banking"),
        ("R06", None, "agreement"),
    ],
)
def test_the_window_of_a_return(code: str, days: int | None, unit: str) -> None:
    assert (RETURN_CODES[code].window_days, RETURN_CODES[code].window_unit) == (days, unit)


def test_r11_means_an_error_in_an_authorized_debit() -> None:
    assert "authorized" in RETURN_CODES["R11"].meaning
    assert "truncation" not in RETURN_CODES["R11"].meaning


def test_the_rates_name_codes_that_exist() -> None:
    assert RETURN_CODES.keys() >= UNAUTHORIZED | ADMINISTRATIVE | DISHONORED | CONTESTED
    assert RETURN_CODES["R68"].is_dishonored
    assert RETURN_CODES["R71"].is_contested
    assert not RETURN_CODES["R01"].is_dishonored


def test_the_lists_are_whole() -> None:
    assert len(SEC_CODES) == 23
    assert set(CHANGE_CODES) == {f"C{n:02}" for n in (*range(1, 10), 13, 14)}
