"""Sending an entry back, or telling its sender what to correct."""

from datetime import date

import pytest

from app.rails.nacha.codes import check_digit
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import AchFile, Batch
from app.rails.nacha.read import read
from app.rails.nacha.returns import (
    Correction,
    ReturnReason,
    notification_batch,
    notification_entry,
    return_batch,
    return_entry,
)
from app.rails.nacha.write import write
from tests.corpus.ach import make

OURS = make.SECOND_BANK
OUR_TRACE = f"{OURS[:8]}0000077"
NO_ACCOUNT = ReturnReason("R03", "No such account")


def received(*lines: str, sec: str = "PPD") -> Batch:
    return read(make.one(sec, *lines)).batches[0]


def sent_again(batch: Batch) -> Batch:
    """The batch after writing it to a file and reading that file, which must be right."""
    header = read(make.joined(make.PLAIN)).header
    assert header is not None
    reading = read(write(AchFile(header, (batch,))).content)
    assert reading.problems == ()
    assert [each.code for each in reading.warnings] == []
    return reading.batches[0]


@pytest.mark.parametrize(
    ("code", "back"),
    [("22", "21"), ("27", "26"), ("32", "31"), ("37", "36"), ("23", "21"), ("52", "51"),
     ("55", "56")],
)  # fmt: skip
def test_a_return_turns_the_entry_round(code: str, back: str) -> None:
    original = received(make.entry(code, 0 if code == "23" else 500))

    returned = return_entry(original.entries[0], reason=NO_ACCOUNT, trace_number=OUR_TRACE)
    batch = sent_again(return_batch(original, [returned], odfi=OURS, number=1))
    entry = batch.entries[0]

    assert entry.transaction_code == back
    assert entry.rdfi_routing_number == make.FIRST_BANK
    assert entry.amount_minor == original.entries[0].amount_minor
    assert entry.account_number == "0012"
    assert (entry.return_code, entry.return_note) == ("R03", "No such account")
    assert entry.original_trace == original.entries[0].trace_number
    assert entry.trace_number == OUR_TRACE
    assert entry.addenda[0]["original_rdfi"] == OURS[:8]
    assert (batch.odfi, batch.company_id, batch.sec_code) == (OURS[:8], make.HARBOR, "PPD")


def test_a_return_leaves_the_senders_remittance_behind() -> None:
    original = received(make.entry(addenda=1), make.addenda_05())

    returned = return_entry(original.entries[0], reason=NO_ACCOUNT, trace_number=OUR_TRACE)

    assert [addenda.type_code for addenda in returned.addenda] == ["99"]


def test_a_return_of_a_dead_customers_payment_names_the_day() -> None:
    original = received(make.entry())
    reason = ReturnReason("R15", died_on=date(2026, 11, 1))

    returned = return_entry(original.entries[0], reason=reason, trace_number=OUR_TRACE)

    assert returned.addenda[0]["date_of_death"] == "261101"


def test_an_international_return_keeps_the_parties() -> None:
    lines = [make.iat_header(), make.iat_entry(addenda=9), *make.iat_addenda(optional=2)]
    original = read(make.joined(make.whole(make.batch(*lines)))).batches[0]

    returned = return_entry(original.entries[0], reason=NO_ACCOUNT, trace_number=OUR_TRACE)
    entry = sent_again(return_batch(original, [returned], odfi=OURS, number=1)).entries[0]

    assert [addenda.type_code for addenda in entry.addenda] == [*map(str, range(10, 17)), "99"]
    assert entry.addenda[-1].number("original_amount") == 12_345
    assert entry["addenda_count"] == "0008"


def test_a_notification_corrects_without_money() -> None:
    original = received(make.entry("22", 500))

    notice = notification_entry(
        original.entries[0], correction=Correction("C01", "0034"), trace_number=OUR_TRACE
    )
    batch = sent_again(notification_batch(original, [notice], odfi=OURS, number=1))
    entry = batch.entries[0]

    assert batch.sec_code == "COR"
    assert (entry.transaction_code, entry.amount_minor) == ("21", 0)
    assert (entry.noc_code, entry.corrected) == ("C01", "0034")
    assert entry.original_trace == original.entries[0].trace_number


def test_a_notification_about_an_international_entry_says_so() -> None:
    lines = [make.iat_header(), make.iat_entry(), *make.iat_addenda()]
    original = read(make.joined(make.whole(make.batch(*lines)))).batches[0]

    notice = notification_entry(
        original.entries[0], correction=Correction("C04", "Ada"), trace_number=OUR_TRACE
    )
    batch = sent_again(notification_batch(original, [notice], odfi=OURS, number=1))

    assert (batch.sec_code, batch.header["iat_indicator"]) == ("COR", "IATCOR")


def unanswerable() -> list[Entry]:
    return [
        *received(make.entry("26", addenda=1), make.addenda_99()).entries,
        *received(make.entry("21", 0, addenda=1), make.addenda_98(), sec="COR").entries,
        *received(make.entry("90", 0)).entries,
    ]


@pytest.mark.parametrize("original", unanswerable())
def test_what_came_back_or_is_unknown_is_not_sent_back(original: Entry) -> None:
    with pytest.raises(ValueError, match="return"):
        return_entry(original, reason=NO_ACCOUNT, trace_number=OUR_TRACE)


@pytest.mark.parametrize("code", ["R00", "R99", "C01", ""])
def test_an_unknown_reason_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a return code"):
        ReturnReason(code)


def test_an_unknown_correction_is_refused() -> None:
    with pytest.raises(ValueError, match="not a change code"):
        Correction("C99", "0034")


def test_the_check_digit_of_the_way_back_is_worked_out() -> None:
    original = received(make.entry())

    returned = return_entry(original.entries[0], reason=NO_ACCOUNT, trace_number=OUR_TRACE)

    assert returned["check_digit"] == check_digit(make.FIRST_BANK[:8])
