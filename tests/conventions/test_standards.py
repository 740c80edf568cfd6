"""The table of ASVS names what there is, and a row cannot say met without its test."""

import csv
import re

import pytest

from tests.outside_data import outside
from tests.standards import CHAPTERS, STATUSES, RanHere, Row, counts, missing, rows

HERE = "tests/conventions/test_standards.py::test_each_row_names_what_is_there"


def test_each_row_names_what_is_there() -> None:
    table = rows()
    assert [row.id for row in table if row.status not in STATUSES] == []
    assert [row.id for row in table if row.chapter != row.id.partition(".")[0]] == []
    assert [(row.id, proof) for row in table for proof in row.proofs if missing(proof)] == []
    assert [row.id for row in table if row.status == "met" and not row.proofs] == []
    assert [row.id for row in table if row.status != "met" and not row.note] == []


def test_every_requirement_of_the_chapters_has_its_row() -> None:
    source = outside("owasp-asvs", "asvs-5.0.0-en.csv")
    with source.open(encoding="utf-8-sig", newline="") as file:
        known = [(each["req_id"], each["L"], each["chapter_id"]) for each in csv.DictReader(file)]
    wanted = [each for each in known if each[2] in CHAPTERS and each[1] in ("1", "2")]
    assert [(row.id, row.level, row.chapter) for row in rows()] == wanted


def test_a_row_whose_test_did_not_run_is_named() -> None:
    ran = RanHere("not soak")
    row = Row("V3.2.1", "1", "V3", "met", HERE, "")
    assert ran.judge([row]) == [f"V3.2.1 says met, and {HERE} did not run"]
    ran.pytest_runtest_logreport(_report("skipped"))
    assert ran.judge([row]) == [f"V3.2.1 says met, and {HERE} did not pass"]
    ran = RanHere("not soak")
    ran.pytest_runtest_logreport(_report("passed"))
    assert ran.judge([row]) == []
    assert ran.judge([Row("V3.2.1", "1", "V3", "not met", "", "later")]) == []


def _report(outcome: str) -> pytest.TestReport:
    return pytest.TestReport(f"{HERE}[case]", ("", 0, ""), {}, outcome, None, "call")  # type: ignore[arg-type]


def test_a_proof_that_is_nowhere_is_missing() -> None:
    assert missing("tests/nowhere.py::test_nothing")
    assert missing("tests/conventions/test_standards.py::test_nothing")
    assert missing("docs/nowhere.md")
    assert missing("docs/security/browser.md#nothing")
    assert not missing(HERE)
    assert not missing("docs/operating.md#settings")


def test_counts_are_told_by_chapter() -> None:
    assert [re.split(r"\W", line)[1] for line in counts()] == list(CHAPTERS)
