"""Every part of what a person says is tidied into one spelling, or refused with what to write."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.banking.customers import details
from app.banking.customers.rules import Outcome, concluded, staff_conclusion
from app.kernel.errors import Refused
from tests.customer_verbs import details_of
from tests.outside_data import outside, outside_rows

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("part", "typed", "kept"),
    [
        (details.name, "  Zoë   Ana ", "Zoë Ana"),
        (details.name, "O\u2019Brien-Núñez", "O\u2019Brien-Núñez"),
        (details.name, "李伟", "李伟"),
        (details.name, "\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        (details.email, " Ada.Okafor@Example.COM ", "ada.okafor@example.com"),
        (details.phone, "(503) 555-0100", "+15035550100"),
        (details.phone, "+1 503.555.0100", "+15035550100"),
        (details.phone, "1-503-555-0100", "+15035550100"),
        (details.state, "or", "OR"),
        (details.postal_code, " 97201-1234 ", "97201-1234"),
        (details.tax_id, " 536-90-4399 ", "536904399"),
        (details.tax_id, "536 90 4399", "536904399"),
        (details.tax_id, "536904399", "536904399"),
        (details.street, "12 Boxwood Lane", "12 Boxwood Lane"),
    ],
)
def test_what_people_type_has_one_spelling(
    part: Callable[[str], str], typed: str, kept: str
) -> None:
    assert part(typed) == kept
    assert part(kept) == kept


@pytest.mark.parametrize(
    ("part", "typed", "code"),
    [
        (details.name, "", "text_missing"),
        (details.name, "12345", "name_invalid"),
        (details.name, "A" * 61, "text_too_long"),
        (details.name, "Ada\u202eroFakO", "text_unreadable"),
        (details.name, "Ada\x00", "text_unreadable"),
        (details.name, "Ada\ud800", "text_unreadable"),
        (details.email, "ada@example", "email_invalid"),
        (details.email, "ada example.com", "email_invalid"),
        (details.email, "a@b@example.com", "email_invalid"),
        (details.phone, "555-0100", "phone_invalid"),
        (details.phone, "(103) 555-0100", "phone_invalid"),
        (details.phone, "+44 20 7946 0958", "phone_invalid"),
        (details.state, "XX", "state_invalid"),
        (details.postal_code, "9720", "postal_code_invalid"),
        (details.street, "P.O. Box 12", "street_is_box"),
        (details.street, "PO BOX 12", "street_is_box"),
        (details.tax_id, "000-12-3456", "tax_id_invalid"),
        (details.tax_id, "666-12-3456", "tax_id_invalid"),
        (details.tax_id, "912-12-3456", "tax_id_invalid"),
        (details.tax_id, "536-00-4399", "tax_id_invalid"),
        (details.tax_id, "536-90-0000", "tax_id_invalid"),
        (details.tax_id, "078-05-1120", "tax_id_invalid"),
        (details.tax_id, "٥٣٦٩٠٤٣٩٩", "tax_id_invalid"),
    ],
)
def test_what_cannot_be_used_is_refused(part: Callable[[str], str], typed: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        part(typed)
    assert refused.value.code == code


def test_adulthood_begins_on_the_eighteenth_birthday() -> None:
    details.check_birth(date(2008, 3, 2), on=TODAY)
    with pytest.raises(Refused) as refused:
        details.check_birth(date(2008, 3, 3), on=TODAY)
    assert refused.value.code == "too_young"


@pytest.mark.parametrize("born_on", [date(2026, 3, 3), date(1890, 1, 1)])
def test_a_day_nobody_alive_was_born_on_is_a_slip(born_on: date) -> None:
    with pytest.raises(Refused) as refused:
        details.check_birth(born_on, on=TODAY)
    assert refused.value.code == "birth_invalid"


def test_those_born_on_a_leap_day_come_of_age_on_the_first_of_march() -> None:
    leap_day = date(2004, 2, 29)
    with pytest.raises(Refused):
        details.check_birth(leap_day, on=date(2022, 2, 28))
    details.check_birth(leap_day, on=date(2022, 3, 1))


def test_a_tax_id_is_not_in_a_representation() -> None:
    person = replace(details_of(), tax_id="536904399")
    assert "536904399" not in repr(person)
    assert details.masked_tax_id("4399") == "•••-••-4399"


@pytest.mark.parametrize("part", ["given_name", "family_name", "street", "city", "email", "phone"])
def test_naughty_strings_are_kept_whole_or_refused(part: str) -> None:
    strings: list[str] = json.loads(outside("blns", "blns.json").read_text(encoding="utf-8"))
    kept = 0
    for naughty in strings:
        try:
            tidy = details.tidied(replace(details_of(), **{part: naughty}), on=TODAY)
        except Refused:
            continue
        kept += 1
        assert "\x00" not in getattr(tidy, part)
        getattr(tidy, part).encode("utf-8")
    assert kept < len(strings)


def test_social_security_numbers_are_judged_as_their_registry_does() -> None:
    rows = [row for row in outside_rows("python-stdnum", "numbers.tsv") if row["type"] == "us.ssn"]
    if not rows:
        pytest.skip("the outside table of numbers is not here")
    for row in rows:
        verdict = row["verdict"] == "valid"
        assert is_accepted(row["number"]) is verdict, row["number"]


def is_accepted(number: str) -> bool:
    try:
        details.tax_id(number)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("verified", "screening", "is_known", "outcome"),
    [
        (Outcome.APPROVED, "clear", False, Outcome.APPROVED),
        (Outcome.REFERRED, "clear", False, Outcome.REFERRED),
        (Outcome.DECLINED, "clear", False, Outcome.DECLINED),
        (Outcome.APPROVED, "review", False, Outcome.REFERRED),
        (Outcome.APPROVED, "match", False, Outcome.REFERRED),
        (Outcome.DECLINED, "match", False, Outcome.REFERRED),
        (Outcome.APPROVED, "clear", True, Outcome.REFERRED),
    ],
)
def test_whatever_touches_a_list_or_a_known_number_goes_to_a_person(
    verified: Outcome, screening: str, is_known: bool, outcome: Outcome
) -> None:
    found = concluded(verified, (), screening=screening, is_tax_id_known=is_known)
    assert found.outcome is outcome


def test_staff_say_why() -> None:
    for note in ("", "   ", "x" * 501):
        with pytest.raises(Refused):
            staff_conclusion(Outcome.APPROVED, note)
    with pytest.raises(Refused):
        staff_conclusion(Outcome.REFERRED, "Somebody else should look.")
