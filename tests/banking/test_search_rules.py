"""A text that is looked for, read in every way it can be meant."""

from datetime import date
from uuid import UUID

import pytest

from app.banking.search.rules import Asked, read
from app.kernel.ids import shown
from app.kernel.words import words_of

ID = UUID("018f6d2c-9a7b-7e51-8000-0123456789ab")


@pytest.mark.parametrize(
    "text",
    [
        shown("payment", ID),
        shown("payment", ID).upper(),
        f"https://console.harbor.example/payments/{shown('payment', ID)}?show=all",
        f"see {shown('payment', ID)}, please",
    ],
)
def test_an_id_is_found_wherever_it_stands(text: str) -> None:
    assert read(text) == Asked(text=text, ids=(("payment", ID),))


@pytest.mark.parametrize("text", [str(ID), ID.hex, f" {str(ID).upper()} "])
def test_a_bare_id_may_be_of_any_kind(text: str) -> None:
    asked = read(text)
    assert asked.ids == (("", ID),)
    assert asked.ids_of("hold") == asked.ids_of("payment") == (ID,)


def test_of_several_ids_the_last_is_meant_most() -> None:
    address = f"/partners/{shown('partner', ID)}/ledger/holds/{shown('hold', ID)}"
    assert [kind for kind, _id in read(address).ids] == ["hold", "partner"]
    assert read(address).ids_of("account") == ()


@pytest.mark.parametrize(
    ("text", "minor"),
    [("40", 40_00), ("$40.00", 40_00), ("-40.00", 40_00), ("−$1,234.5", 1234_50), ("1.234", None)],  # noqa: RUF001 -- a true minus
)
def test_an_amount_is_found_with_any_sign(text: str, minor: int | None) -> None:
    assert read(text).minor == minor


def test_a_number_may_be_an_account_its_end_a_trace_or_an_amount() -> None:
    assert read("4821").number == "4821"
    assert read("4821").minor == 4821_00
    assert read("•••• 4821").number == "4821"
    assert read("440100000031").number == "440100000031"
    assert read("021000020000123").trace == "021000020000123"
    assert read("(503) 555-0123").phone == "5035550123"
    assert read("40").number == ""


def test_a_tax_id_is_looked_for_as_nothing() -> None:
    assert read("512-77-1234") == Asked(text="512-77-1234", is_tax_id=True)
    assert read("512-77-1234").is_nothing


def test_a_month_is_one_in_either_language() -> None:
    today = date(2026, 3, 2)
    assert read("2025-11").months(today) == (date(2025, 11, 1),)
    assert read("statement november 2025").months(today) == (date(2025, 11, 1),)
    assert read("enero").months(today) == (date(2026, 1, 1), date(2025, 1, 1))
    assert read("okafor").months(today) == ()


def test_words_are_found_without_case_or_accents() -> None:
    assert words_of("María José O'Brien-Núñez") == (
        "maria",
        "jose",
        "obrien",
        "nunez",
        "o",
        "brien",
    )
    assert words_of("Ærø Łódź  straße") == ("aero", "lodz", "strasse")
    assert read("Ada\x00 " * 100).words == ("ada",)
