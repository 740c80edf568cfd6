"""A name is held against the list, however it is written; the list is known by its hash."""

import hashlib
import json
from dataclasses import replace

import pytest

from app.banking.customers.rules import Outcome
from app.banking.screening.queries import screenings_of
from app.banking.screening.rules import (
    Hit,
    ListedName,
    SanctionsList,
    ScreeningOutcome,
    hits_of,
    indexed,
    outcome_of,
    spellings,
)
from app.banking.screening.sdn import read_sdn
from app.config import Config
from app.kernel.errors import Refused, Unavailable
from app.sandbox.sanctions import SANCTIONS_FILE, SANCTIONS_NAME
from app.storage.session import customer_work, partner_work
from app.workers.vetting import use_vetting, vetting
from tests.customer_verbs import sandbox_vetting
from tests.outside_data import outside
from tests.world import World

ROW = (
    b'7,"VOSKRESENSKY, Arkady Lvovich","individual","SANDBOX",' + b"-0- ," * 7 + b'"DOB 1968."\r\n'
)
OFAC = ("moov-watchman", "test", "testdata", "sdn.csv")

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}  # the full-width forms of ASCII


@pytest.fixture(scope="module")
def ours() -> SanctionsList:
    return sandbox_vetting().sanctions


@pytest.fixture(scope="module")
def ofac() -> SanctionsList:
    return read_sdn(outside(*OFAC).read_bytes(), name="SDN")


def outcome(name: str, listed: SanctionsList) -> ScreeningOutcome:
    return outcome_of(hits_of(name, listed))


@pytest.mark.parametrize(
    "name",
    [
        "Arkady Lvovich Voskresensky",
        "VOSKRESENSKY Arkady Lvovich",
        "arkady voskresensky",
        "Ärkàdy  Vôskresensky",
        "Zlatan Draković",
        "Zlatan Drakovic",
        "Bela Szentkiralyi",
        "Nadim Al Hazari",
        "Nadim Alhazari",
        "Arkady Voskresensky".translate(WIDE),
        "Cornelius van Straten",
    ],
)
def test_a_listed_name_is_a_match_in_any_spelling(name: str, ours: SanctionsList) -> None:
    assert outcome(name, ours) is ScreeningOutcome.MATCH


@pytest.mark.parametrize("name", ["Arkadi Voskresenskij", "Nadeem Hazari", "Ipolita Marketti"])
def test_a_name_close_to_a_listed_one_is_for_review(name: str, ours: SanctionsList) -> None:
    assert outcome(name, ours) is ScreeningOutcome.REVIEW


@pytest.mark.parametrize(
    "name",
    [
        "Ada Okafor",
        "Grace Lindqvist",
        "Arkady Smith",
        "Hong",
        "Silent Heron",
        "",
        "  ",
        "!!",
        "李伟",
    ],
)
def test_other_names_are_clear(name: str, ours: SanctionsList) -> None:
    assert outcome(name, ours) is ScreeningOutcome.CLEAR


def test_scores_decide_at_the_thresholds() -> None:
    entry = ListedName("1", "X", "individual", "SANDBOX")
    assert outcome_of([Hit(entry, 0.95)]) is ScreeningOutcome.MATCH
    assert outcome_of([Hit(entry, 0.949)]) is ScreeningOutcome.REVIEW
    assert outcome_of([Hit(entry, 0.85)]) is ScreeningOutcome.REVIEW
    assert outcome_of([]) is ScreeningOutcome.CLEAR


def test_tokens_have_no_accents_case_order_or_marks() -> None:
    assert spellings("NÚÑEZ,  Zoë") == spellings("zoe  nunez") == (("nunez", "zoe"),)


def test_reading_keeps_people_and_firms_and_leaves_ships(ours: SanctionsList) -> None:
    assert ours.sha256 == hashlib.sha256(SANCTIONS_FILE.read_bytes()).hexdigest()
    assert {entry.kind for entry in ours.entries} == {"individual", ""}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1a\r\n",
        b"not a list\n",
        ROW + b'8,"SHORT, Row","individual","SANDBOX"\r\n',
        b'x,"NO, Number","individual","SANDBOX",' + b"-0- ," * 7 + b'"-0- "\r\n',
        b'9,"","individual","SANDBOX",' + b"-0- ," * 7 + b'"-0- "\r\n',
    ],
)
def test_a_list_understood_in_part_is_refused_whole(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_sdn(content, name="List")
    assert refused.value.code == "list_malformed"


def test_a_list_may_end_as_ofacs_does_and_be_in_latin_1() -> None:
    listed = read_sdn(ROW.replace(b"Arkady", b"Ark\xe1dy") + b"\x1a\r\n", name="List")
    assert outcome("Arkady Voskresensky", listed) is ScreeningOutcome.MATCH


def test_a_screening_names_list_and_version(harbor: World) -> None:
    arkady = harbor.applies("Arkady", "Voskresensky").is_assessed()

    with partner_work(harbor.partner_id) as db:
        [screening] = screenings_of(db, arkady.customer_id)

    assert screening.outcome == "match"
    assert screening.list_name == SANCTIONS_NAME
    assert screening.list_sha256 == hashlib.sha256(SANCTIONS_FILE.read_bytes()).hexdigest()
    assert screening.hits[0].entry.number == "90001"
    assert screening.hits[0].entry.remarks.startswith("DOB 14 Mar 1968")


def test_a_cleared_match_stays_on_record(harbor: World) -> None:
    arkady = harbor.applies("Arkady", "Voskresensky").is_assessed()
    arkady.is_decided(Outcome.APPROVED, "Born 1985, not 1968: another person.")

    with partner_work(harbor.partner_id) as db:
        assert [each.outcome for each in screenings_of(db, arkady.customer_id)] == ["match"]


def test_the_portal_never_reads_a_screening(harbor: World) -> None:
    ada = harbor.ada
    with (
        pytest.raises(Exception, match="permission denied"),
        customer_work(harbor.partner_id, ada.customer_id) as db,
    ):
        screenings_of(db, ada.customer_id)


def test_another_partner_does_not_see_a_screening(harbor: World) -> None:
    ada = harbor.ada
    with partner_work(harbor.juniper.partner_id) as db:
        assert screenings_of(db, ada.customer_id) == []


@pytest.mark.parametrize(
    "name",
    [
        "Alexander Malkevich",
        "Malkevich Alexander Aleksandrovich",
        "Manuel Noriega",
        "José Gutiérrez-Reyes",
        "Nicolas Maduro Moros",
        "Juan de la Cruz",
    ],
)
def test_people_on_ofacs_own_list_are_found(name: str, ofac: SanctionsList) -> None:
    assert outcome(name, ofac) is ScreeningOutcome.MATCH


def test_everyone_on_ofacs_own_list_is_found_by_their_own_name(ofac: SanctionsList) -> None:
    missed = [
        entry.name
        for entry in ofac.entries[::40]
        if outcome(entry.name, ofac) is not ScreeningOutcome.MATCH
    ]
    assert missed == []


def test_naughty_strings_are_only_names(ofac: SanctionsList) -> None:
    strings: list[str] = json.loads(outside("blns", "blns.json").read_text(encoding="utf-8"))
    assert all(outcome(naughty, ofac) in ScreeningOutcome for naughty in strings)


def test_an_endless_name_takes_no_longer_than_a_long_one(ours: SanctionsList) -> None:
    assert len(spellings("very long " * 10_000)[0]) <= 12
    assert outcome("a" * 100_000, ours) is ScreeningOutcome.CLEAR


def test_an_operators_own_list_replaces_the_sandbox_one(
    installation: Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("list") / "own.csv"
    path.write_bytes(ROW)
    try:
        use_vetting(replace(installation, sanctions_file=path))
        assert vetting().sanctions.name == "own.csv"
        assert len(vetting().sanctions.entries) == 1
    finally:
        use_vetting(installation)


def test_outside_the_sandbox_nobody_is_waved_through(installation: Config) -> None:
    try:
        use_vetting(replace(installation, is_sandbox=False))
        with pytest.raises(Unavailable):
            vetting()
    finally:
        use_vetting(installation)


def test_a_list_of_one_word_matches_that_word_alone() -> None:
    listed = indexed("List", "", [ListedName("1", "ZARKOVIA", "", "SANDBOX")])
    assert outcome("Zarkovia", listed) is ScreeningOutcome.MATCH
    assert outcome("Anna Zarkovia", listed) is ScreeningOutcome.CLEAR
