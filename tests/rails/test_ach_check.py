"""The verdict on a file, as the command line prints it."""

import json
from pathlib import Path

from app.rails.nacha.check import check_paths, verdict
from tests.corpus.ach import make


def test_a_good_file_is_accepted_with_its_totals() -> None:
    result = verdict("good.ach", make.one("PPD", make.entry(amount=500), make.entry("27", 200)))

    assert (result["file"], result["verdict"], result["reasons"]) == ("good.ach", "accept", [])
    assert result["totals"] == {
        "batches": 1,
        "entries": 2,
        "addenda": 0,
        "credit_minor": 500,
        "debit_minor": 200,
        "entry_hash": 2 * 12_104_288,
    }


def test_a_bad_file_is_refused_with_record_line_and_field() -> None:
    content = make.joined(make.changed(make.PLAIN, 5, 2, "000002"))

    result = verdict("bad.ach", content)

    assert result["verdict"] == "refuse"
    assert result["reasons"] == [
        {
            "code": "file_batch_count",
            "line": 5,
            "record": "9 file control",
            "field": "batch count (2-7)",
            "found": "000002",
            "expected": "000001",
            "message": "The file control says 000002; its records add up to 000001.",
        }
    ]


def test_each_path_gets_one_line_of_json(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ach", tmp_path / "bad.ach"
    good.write_bytes(make.joined(make.PLAIN))
    bad.write_bytes(b"\xff")

    results = list(check_paths([good, bad]))

    assert [result["verdict"] for result in results] == ["accept", "refuse"]
    assert all("\n" not in json.dumps(result) for result in results)


def test_what_cannot_be_opened_is_refused_with_the_reason(tmp_path: Path) -> None:
    results = list(check_paths([tmp_path / "absent.ach", tmp_path]))

    assert [result["verdict"] for result in results] == ["refuse", "refuse"]
    assert [result["reasons"][0]["code"] for result in results] == ["unreadable", "unreadable"]


def test_a_report_repeats_nothing_unprintable() -> None:
    content = make.joined(make.changed(make.PLAIN, 4, 5, "\x1b[31m\x07"))

    assert "\\u001b" not in json.dumps(verdict("evil.ach", content))


def test_a_file_name_that_is_no_text_still_prints() -> None:
    result = verdict("bad\udcff.ach", make.joined(make.PLAIN))

    assert json.dumps(result, ensure_ascii=False).encode("utf-8")
