"""Other people's ACH files: our verdict is the manifest's, and reading loses nothing."""

import pytest

from app.rails.nacha.files import totals_of
from app.rails.nacha.read import Reading, read
from app.rails.nacha.write import write
from tests.outside_data import needs_outside, outside, outside_rows

pytestmark = needs_outside("moov-ach", "MANIFEST.tsv")

ROWS = list(outside_rows("moov-ach", "MANIFEST.tsv"))
CLEAN = [row for row in ROWS if row["independent_structural_check"] == "CLEAN"]
DEFECT = [row for row in ROWS if row["independent_structural_check"] == "DEFECT"]


def reading_of(row: dict[str, str]) -> Reading:
    return read(outside("moov-ach", *row["file"].split("/")).read_bytes())


def name(row: dict[str, str]) -> str:
    return row["file"]


@pytest.mark.parametrize("row", CLEAN, ids=name)
def test_a_clean_file_is_accepted(row: dict[str, str]) -> None:
    reading = reading_of(row)

    assert reading.problems == ()
    assert reading.totals.entries == int(row["entries"])


@pytest.mark.parametrize("row", CLEAN, ids=name)
def test_a_clean_file_adds_up_to_its_own_controls(row: dict[str, str]) -> None:
    reading = reading_of(row)

    assert reading.control is not None
    assert reading.control.number("batch_count") == reading.totals.batches
    assert reading.control.number("entry_addenda_count") == reading.totals.entry_addenda_count
    assert reading.control.number("entry_hash") == reading.totals.entry_hash
    assert reading.control.number("total_debit") == reading.totals.debit_minor
    assert reading.control.number("total_credit") == reading.totals.credit_minor
    for batch in reading.batches:
        assert batch.control is not None
        assert batch.control.number("entry_hash") == totals_of(batch.entries).entry_hash


@pytest.mark.parametrize("row", CLEAN, ids=name)
def test_a_clean_file_reads_the_same_after_writing(row: dict[str, str]) -> None:
    first = reading_of(row)

    again = read(write(first.file()).content)

    assert again.is_accepted
    assert again.header == first.header
    assert again.batches == first.batches
    assert again.totals == first.totals
    assert again.control is not None
    assert first.control is not None
    # The block count is counted, not copied: some senders state a wrong one.
    blocks = again.control["block_count"]
    assert again.control == first.control.changed(block_count=blocks)


@pytest.mark.parametrize("row", CLEAN, ids=name)
def test_a_standard_file_is_written_byte_for_byte(row: dict[str, str]) -> None:
    content = outside("moov-ach", *row["file"].split("/")).read_bytes()
    reading = read(content)
    if {"header_out_of_place", "block_count"} & {each.code for each in reading.warnings}:
        pytest.skip("the file itself is not in standard order or states a wrong block count")

    assert write(reading.file()).content.splitlines() == content.splitlines()


@pytest.mark.parametrize("row", DEFECT, ids=name)
def test_a_defective_file_is_refused_naming_the_place(row: dict[str, str]) -> None:
    reading = reading_of(row)

    assert not reading.is_accepted
    for problem in reading.problems:
        assert problem.record
        assert problem.field or problem.line == 0
        assert problem.message
        assert problem.found
        assert problem.expected
    with pytest.raises(ValueError, match="refused"):
        reading.file()


def test_the_manifest_has_both_sorts() -> None:
    assert len(CLEAN) > 40
    assert len(DEFECT) > 30
