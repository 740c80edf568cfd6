"""Our own small corpus: every kind of record, every defect, every oddity."""

import csv
from pathlib import Path

import pytest

from app.rails.nacha.read import read
from app.rails.nacha.write import write
from tests.corpus.ach import make

CORPUS = Path(make.__file__).parent


def rows() -> list[dict[str, str]]:
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def name(row: dict[str, str]) -> str:
    return row["file"]


@pytest.mark.parametrize("row", rows(), ids=name)
def test_the_corpus_gets_its_verdict_for_its_reason(row: dict[str, str]) -> None:
    reading = read((CORPUS / row["file"]).read_bytes())
    findings = reading.warnings if reading.is_accepted else reading.problems

    assert reading.is_accepted == (row["verdict"] == "accept")
    if row["finding"]:
        assert (row["finding"], int(row["record"])) in {(each.code, each.line) for each in findings}
    else:
        assert findings == ()


@pytest.mark.parametrize("row", [row for row in rows() if row["verdict"] == "accept"], ids=name)
def test_an_accepted_file_reads_the_same_after_writing(row: dict[str, str]) -> None:
    first = read((CORPUS / row["file"]).read_bytes())

    again = read(write(first.file()).content)

    assert again.is_accepted
    assert (again.header, again.batches) == (first.header, first.batches)


def test_the_files_are_the_ones_the_maker_makes() -> None:
    made = make.cases()

    assert (CORPUS / "MANIFEST.tsv").read_text(encoding="utf-8") == make.manifest(made)
    for case in made:
        assert (CORPUS / case.name).read_bytes() == case.content, f"run make.py for {case.name}"
    assert {path.name for path in CORPUS.glob("*.ach")} == {case.name for case in made}
