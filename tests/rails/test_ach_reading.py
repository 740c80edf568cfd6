"""What a reader gets from an ACH file, and how faults are told."""

from datetime import date

import pytest

from app.rails.nacha import lines
from app.rails.nacha.findings import FINDINGS_MAX
from app.rails.nacha.read import Reading, read
from tests.corpus.ach import make


def test_a_credit_says_whom_and_how_much() -> None:
    reading = read(make.one("PPD", make.entry("22", 12_345)))
    batch = reading.batches[0]
    entry = batch.entries[0]

    assert reading.header is not None
    assert (reading.header.origin, reading.header.destination) == (
        make.FIRST_BANK,
        make.SECOND_BANK,
    )
    assert (reading.header.created_at, reading.header.file_id_modifier) == ("2611200930", "A")
    assert (batch.sec_code, batch.company_name, batch.company_id) == (
        "PPD",
        "Harbor Payroll",
        make.HARBOR,
    )
    assert (batch.description, batch.effective_entry_on) == ("PAYROLL", date(2026, 11, 23))
    assert entry.is_credit
    assert not entry.is_debit
    assert entry.is_live
    assert not entry.is_prenote
    assert entry.amount_minor == 12_345
    assert entry.rdfi_routing_number == make.SECOND_BANK
    assert entry.trace_number == "231380100000001"
    assert entry.individual_name == "Ada Example"
    assert entry.line == 3


def test_an_account_number_stays_text() -> None:
    reading = read(make.one("PPD", make.entry(account="0012")))

    assert reading.entries[0].account_number == "0012"


@pytest.mark.parametrize("code", ["23", "28", "33", "38", "43", "48", "53"])
def test_a_prenote_moves_nothing(code: str) -> None:
    entry = read(make.one("PPD", make.entry(code, 0))).entries[0]

    assert entry.is_prenote
    assert not entry.is_live


@pytest.mark.parametrize(
    ("code", "is_credit"), [("22", True), ("32", True), ("27", False), ("37", False), ("55", False)]
)
def test_the_transaction_code_gives_the_side(code: str, *, is_credit: bool) -> None:
    entry = read(make.one("PPD", make.entry(code))).entries[0]

    assert entry.is_credit == is_credit
    assert entry.is_debit != is_credit


def test_a_return_names_its_code_and_the_first_trace() -> None:
    entry = read(make.one("PPD", make.entry("26", addenda=1), make.addenda_99("R03"))).entries[0]

    assert entry.return_code == "R03"
    assert entry.original_trace == "121042880000009"
    assert entry.noc_code is None
    assert not entry.is_live


def test_a_return_under_a_live_code_is_still_a_return() -> None:
    entry = read(make.one("PPD", make.entry("22", addenda=1), make.addenda_99("R03"))).entries[0]

    assert not entry.is_live


def test_a_notification_of_change_names_the_correction() -> None:
    entry = read(make.one("COR", make.entry("21", 0, addenda=1), make.addenda_98())).entries[0]

    assert (entry.noc_code, entry.corrected) == ("C01", "0034")
    assert entry.return_code is None


def test_an_international_entry_takes_its_names_from_its_addenda() -> None:
    lines_of_iat = [make.iat_header(), make.iat_entry(), *make.iat_addenda()]
    batch = read(make.joined(make.whole(make.batch(*lines_of_iat)))).batches[0]

    assert batch.company_name == "Harbor Trading"
    assert batch.entries[0].individual_name == "Ada Example"
    assert batch.entries[0].account_number == "DE00 1234 5678"
    assert batch.entries[0].individual_id == ""


def test_a_dishonored_return_names_the_return_it_answers() -> None:
    reading = read(make.one("PPD", make.entry("26", addenda=1), make.dishonored_99()))
    addenda = reading.entries[0].addenda[0]

    assert addenda["return_code"] == "R68"
    assert (addenda["return_trace"], addenda["dishonored_code"]) == ("121042880000005", "03")
    assert addenda["note"] == "Came too late"


def test_a_contested_return_names_both_it_answers() -> None:
    reading = read(make.one("PPD", make.entry("26", addenda=1), make.contested_99()))
    addenda = reading.entries[0].addenda[0]

    assert (addenda["return_code"], addenda["contested_code"]) == ("R73", "68")
    assert addenda["dishonored_trace"] == "231380100000007"
    assert reading.entries[0].return_note is None


def test_a_refused_notification_names_the_code_it_refuses() -> None:
    reading = read(make.one("COR", make.entry("21", 0, addenda=1), make.addenda_98("C61")))
    addenda = reading.entries[0].addenda[0]

    assert (addenda["change_code"], addenda["refused_change_code"]) == ("C61", "C01")
    assert addenda["refused_sequence"] == "0000009"


def test_the_hash_keeps_its_last_ten_digits() -> None:
    far = [make.entry(bank="999999992", trace=n) for n in range(1, 103)]
    reading = read(make.one("PPD", *far))

    assert reading.totals.hash_sum == 102 * 99_999_999
    assert reading.totals.entry_hash == 102 * 99_999_999 - 10_000_000_000
    assert reading.is_accepted


@pytest.mark.parametrize("day", ["", "000000", "261301", "260230", "26 123", "2611-0"])
def test_an_effective_date_that_is_no_day_is_none(day: str) -> None:
    content = make.joined(make.PLAIN).replace(b"261123", day.encode("latin-1", "replace").ljust(6))

    assert read(content).batches[0].effective_entry_on is None


def test_the_same_content_has_the_same_hash_and_other_content_another() -> None:
    first, second = make.joined(make.PLAIN), make.joined(make.PLAIN, "\r\n")

    assert read(first).content_hash == read(bytes(first)).content_hash
    assert read(first).content_hash != read(second).content_hash


def test_line_ends_do_not_change_what_a_file_says() -> None:
    readings = [read(make.joined(make.PLAIN, end)) for end in ("\n", "\r\n", "")]

    assert {reading.is_accepted for reading in readings} == {True}
    assert readings[0].batches == readings[1].batches == readings[2].batches


def fault(reading: Reading, code: str) -> tuple[int, str, str, str, str]:
    found = next(each for each in reading.problems if each.code == code)
    return (found.line, found.record, found.field, found.found, found.expected)


def test_a_wrong_total_names_record_line_field_and_both_amounts() -> None:
    content = make.joined(make.changed(make.PLAIN, 4, 33, "000000012346"))

    assert fault(read(content), "batch_total_credit") == (
        4,
        "8 batch control",
        "total credit (33-44)",
        "000000012346",
        "000000012345",
    )


def test_a_foreign_letter_names_the_field_it_stands_in() -> None:
    content = make.joined(make.PLAIN).replace(b"Ada", b"Ad\xe1")

    assert fault(read(content), "character") == (
        3,
        "6 entry detail",
        "individual name (55-76)",
        "byte 0xE1 at position 57",
        "printable ASCII",
    )


def test_several_faults_are_all_told_at_once() -> None:
    lines_of_file = make.changed(make.PLAIN, 4, 11, "0000000000")
    content = make.joined([*make.changed(lines_of_file, 5, 2, "000009"), ""])

    codes = {problem.code for problem in read(content).problems}

    assert codes >= {"batch_entry_hash", "file_batch_count", "record_length", "blocking"}


def test_faults_without_end_are_counted_not_listed() -> None:
    reading = read(b"?\n" * 1_000)

    assert len(reading.problems) == FINDINGS_MAX + 1
    assert reading.problems[-1].code == "more"
    assert int(reading.problems[-1].found) > 1_000


def test_a_file_past_the_limits_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    content = make.joined(make.PLAIN)
    monkeypatch.setattr(lines, "BYTES_MAX", len(content) - 1)
    by_size = read(content)
    monkeypatch.setattr(lines, "BYTES_MAX", len(content))
    monkeypatch.setattr(lines, "RECORDS_MAX", 9)
    by_records = read(content)

    assert [problem.code for problem in by_size.problems] == ["too_large"]
    assert [problem.code for problem in by_records.problems] == ["too_many_records"]
    assert by_size.batches == ()
