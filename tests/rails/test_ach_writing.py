"""Writing ACH: exact bytes, honest totals, and a record of every letter that had to change."""

from datetime import date, datetime

import achkit
import pytest

from app.rails.nacha import layouts
from app.rails.nacha.codes import CREDITS_ONLY, DEBITS_ONLY, MIXED
from app.rails.nacha.entries import Entry
from app.rails.nacha.fields import FieldRefused, NotWritable, TooLong
from app.rails.nacha.files import AchFile, Batch, service_class_of
from app.rails.nacha.read import read
from app.rails.nacha.records import Addenda, BatchHeader, FileHeader
from app.rails.nacha.text import to_ascii
from app.rails.nacha.write import write

CEDAR = "231380104"
LANDLORD = "121042882"
FAR_BANK = "999999992"


def trace(n: int) -> str:
    return f"{CEDAR[:8]}{n:07}"


def an_entry(
    n: int = 1,
    *,
    code: str = "22",
    amount_minor: int = 4_000,
    name: str = "Lena Landlord",
    account: str = "0012",
    bank: str = LANDLORD,
    remittance: str = "",
) -> Entry:
    lines = [Addenda.remittance(remittance, trace_number=trace(n))] if remittance else []
    return Entry.of(
        transaction_code=code,
        routing_number=bank,
        account_number=account,
        amount_minor=amount_minor,
        individual_name=name,
        trace_number=trace(n),
        addenda=lines,
        individual_id="PAY-1",
    )


def a_header(**changes: str) -> FileHeader:
    values = {
        "destination": "061000146",
        "destination_name": "Federal Reserve",
        "origin": CEDAR,
        "origin_name": "Cedar Bank",
        **changes,
    }
    return FileHeader.of(**values, created=datetime(2026, 11, 23, 10, 5))  # noqa: DTZ001


def a_batch(*entries: Entry, number: int = 1, company: str = "Harbor") -> Batch:
    header = BatchHeader.of(
        company_name=company,
        company_id="1455550001",
        sec_code="PPD",
        description="PAYMENT",
        effective_entry_on=date(2026, 11, 24),
        odfi=CEDAR,
        batch_number=number,
        service_class=service_class_of(entries),
    )
    return Batch(header, entries)


def lines_of(*batches: Batch) -> list[str]:
    return write(AchFile(a_header(), batches)).content.decode("ascii").splitlines()


def test_a_batch_with_one_entry_is_written_to_the_letter() -> None:
    assert lines_of(a_batch(an_entry())) == [
        "101 061000146 2313801042611231005A094101Federal Reserve        Cedar Bank" + " " * 21,
        (
            "5220Harbor                              1455550001PPDPAYMENT         261124"
            "   1231380100000001"
        ),
        (
            "6221210428820012             0000004000PAY-1          Lena Landlord         "
            "  0231380100000001"
        ),
        (
            "82200000010012104288000000000000000000004000"
            "1455550001                         231380100000001"
        ),
        "9000001000001000000010012104288000000000000000000004000" + " " * 39,
        *["9" * 94] * 5,
    ]


@pytest.mark.parametrize("entries", range(12))
def test_the_last_block_is_always_full(entries: int) -> None:
    lines = lines_of(a_batch(*(an_entry(n) for n in range(1, entries + 1))))
    blocks = int(next(line for line in lines if line[0] == "9")[7:13])

    assert len(lines) == blocks * 10
    assert len([line for line in lines if line == layouts.PADDING]) < 10


def test_sums_counts_and_hash_are_worked_out() -> None:
    first = a_batch(an_entry(1, remittance="Rent for November"), an_entry(2, code="27"))
    second = a_batch(an_entry(3, amount_minor=1), number=2)
    written = write(AchFile(a_header(), (first, second)))

    assert written.totals.entry_addenda_count == 4
    assert (written.totals.credit_minor, written.totals.debit_minor) == (4_001, 4_000)
    assert written.totals.entry_hash == 3 * int(LANDLORD[:8])
    assert read(written.content).problems == ()
    assert read(written.content).warnings == ()


def test_a_hash_past_ten_digits_keeps_the_last_ten() -> None:
    entries = [an_entry(n, bank=FAR_BANK) for n in range(1, 103)]
    reading = read(write(AchFile(a_header(), (a_batch(*entries),))).content)

    assert reading.is_accepted
    assert reading.control is not None
    assert reading.control["entry_hash"] == f"{102 * 99_999_999:011}"[-10:]


def test_what_is_written_is_what_was_meant() -> None:
    meant = AchFile(a_header(), (a_batch(an_entry(1, remittance="Rent"), an_entry(2)),))

    reading = read(write(meant).content)

    assert (reading.header, [batch.entries for batch in reading.batches]) == (
        meant.header,
        [batch.entries for batch in meant.batches],
    )


def test_a_second_reader_agrees() -> None:
    file = AchFile(
        a_header(),
        (a_batch(an_entry(1, remittance="Rent"), an_entry(2, code="27")), a_batch(an_entry(3))),
    )
    text = write(file).content.decode("ascii")

    assert achkit.validate(text) == {"ok": True, "errors": []}
    theirs = achkit.parse(text)["batches"][0]["entries"][0]
    assert (theirs["amount_cents"], theirs["account"].strip()) == (4_000, "0012")


@pytest.mark.parametrize("line_end", ["\n", "\r\n", ""])
def test_every_line_end_is_readable(line_end: str) -> None:
    written = write(AchFile(a_header(), (a_batch(an_entry()),)), line_end=line_end)

    assert read(written.content).is_accepted


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("José Núñez", "Jose Nunez"),
        ("Łukasz Żak", "Lukasz Zak"),
        ("Straße & Søn", "Strasse & Son"),
        (
            "\N{LEFT DOUBLE QUOTATION MARK}Ada\N{RIGHT SINGLE QUOTATION MARK}s — café…",
            "\"Ada's - cafe...",
        ),
        ("ﬁne ½", "fine 1/2"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}DA", "ADA"),
        ("e\N{COMBINING ACUTE ACCENT}", "e"),
        ("李小龙", "???"),
        ("a\tb\nc\0d\x7f", "a b c?d?"),
        ("\N{NO-BREAK SPACE}x", " x"),
        ("👍", "?"),
        ("\ud800", "?"),
        ("plain ~ text", "plain ~ text"),
    ],
)
def test_letters_become_their_nearest_plain_ones(given: str, expected: str) -> None:
    assert to_ascii(given) == expected


def test_every_changed_text_is_on_record() -> None:
    batch = a_batch(an_entry(name="José Núñez"), an_entry(2), company="Café Łódź")
    written = write(AchFile(a_header(), (batch,)))

    assert [
        (each.line, each.record, each.field, each.before, each.after)
        for each in written.transliterations
    ] == [
        (2, "5 batch header", "company_name", "Café Łódź", "Cafe Lodz"),
        (3, "6 entry detail", "individual_name", "José Núñez", "Jose Nunez"),
    ]
    assert read(written.content).entries[0].individual_name == "Jose Nunez"


def test_a_name_cut_to_fit_is_on_record_too() -> None:
    written = write(AchFile(a_header(), (a_batch(an_entry(name="A" * 30)),)))

    assert [(each.before, each.after) for each in written.transliterations] == [
        ("A" * 30, "A" * 22)
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount_minor": 10_000_000_000}, "amount (30-39)"),
        ({"account": "1" * 18}, "account number (13-29)"),
        ({"remittance": "R" * 81}, "payment information (4-83)"),
    ],
)
def test_what_must_not_be_cut_is_refused(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(TooLong) as refused:
        an_entry(**wrong)  # type: ignore[arg-type]

    assert refused.value.field == field


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount_minor": -1},
        {"account": "00\N{DIGIT TWO}é"},
        {"account": "12\n34"},
        {"code": "90"},
        {"bank": "121042883"},
        {"bank": "12104288"},
    ],
)
def test_what_cannot_be_written_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(NotWritable):
        an_entry(**wrong)  # type: ignore[arg-type]


def test_a_total_that_does_not_fit_is_refused() -> None:
    most = [an_entry(n, amount_minor=9_999_999_999) for n in range(1, 102)]

    with pytest.raises(FieldRefused):
        write(AchFile(a_header(), (a_batch(*most),)))


def test_an_unknown_field_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="nickname"):
        Addenda.of(layouts.REMITTANCE, nickname="x")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [(["22", "32"], CREDITS_ONLY), (["27"], DEBITS_ONLY), (["22", "27"], MIXED), ([], MIXED)],
)
def test_the_service_class_says_what_the_entries_are(codes: list[str], expected: str) -> None:
    assert service_class_of([an_entry(code=code) for code in codes]) == expected
