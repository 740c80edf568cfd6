"""Answers to a received entry: the return that sends it back, the notice that mends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.rails.nacha import layouts
from app.rails.nacha.codes import (
    CHANGE_CODES,
    RETURN_CODES,
    check_digit,
    return_transaction_code,
)
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import Batch, service_class_of
from app.rails.nacha.records import Addenda, BatchHeader

ODFI_DIGITS = 8
SEQUENCE_DIGITS = 7
FORWARDED_IAT = ("10", "11", "12", "13", "14", "15", "16")


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why an entry goes back: an R code, words for a person, a day of death for R14 and R15."""

    code: str
    note: str = ""
    died_on: date | None = None

    def __post_init__(self) -> None:
        if self.code not in RETURN_CODES:
            raise ValueError(f"{self.code!r} is not a return code")


@dataclass(frozen=True, slots=True)
class Correction:
    """What the sender should have written: a C code and the corrected data, at most 29 places."""

    code: str
    corrected: str

    def __post_init__(self) -> None:
        if self.code not in CHANGE_CODES:
            raise ValueError(f"{self.code!r} is not a change code")


def return_entry(original: Entry, *, reason: ReturnReason, trace_number: str) -> Entry:
    """The entry that sends `original` back for the same amount, under our own trace number.

    ValueError for an entry that cannot be returned, `FieldRefused` for one that cannot be written.
    """
    is_iat = original.layout is layouts.IAT_ENTRY
    values: dict[str, str | int] = {
        "return_code": reason.code,
        "original_trace": original.trace_number,
        "date_of_death": f"{reason.died_on:%y%m%d}" if reason.died_on else "",
        "original_rdfi": original["rdfi"],
        "note": reason.note,
        "trace_number": trace_number,
    }
    if is_iat:
        values["original_amount"] = original.amount_minor
    layout = layouts.IAT_RETURN if is_iat else layouts.RETURN
    addenda = Addenda.of(layout, **values)
    return _sent_back(original, addenda, amount_minor=original.amount_minor)


def notification_entry(original: Entry, *, correction: Correction, trace_number: str) -> Entry:
    """The zero-dollar entry that tells the sender what to correct next time."""
    addenda = Addenda.of(
        layouts.NOTIFICATION,
        change_code=correction.code,
        original_trace=original.trace_number,
        original_rdfi=original["rdfi"],
        corrected=correction.corrected,
        trace_number=trace_number,
    )
    return _sent_back(original, addenda, amount_minor=0)


def return_batch(original: Batch, entries: Sequence[Entry], *, odfi: str, number: int) -> Batch:
    """Returns of one received batch: its company and class, our bank as the originating one."""
    return Batch(_answer_header(original, entries, odfi=odfi, number=number), tuple(entries))


def notification_batch(
    original: Batch, entries: Sequence[Entry], *, odfi: str, number: int
) -> Batch:
    """Notifications about one received batch: the same company, class COR."""
    header = _answer_header(original, entries, odfi=odfi, number=number)
    mark = {"iat_indicator": "IATCOR"} if header.is_iat else {}
    return Batch(header.changed(sec_code="COR", **mark), tuple(entries))


def _answer_header(
    original: Batch, entries: Sequence[Entry], *, odfi: str, number: int
) -> BatchHeader:
    return original.header.changed(
        service_class=service_class_of(entries),
        settlement_julian="",
        originator_status="1",
        odfi=odfi[:ODFI_DIGITS],
        batch_number=number,
    )


def _sent_back(original: Entry, addenda: Addenda, *, amount_minor: int) -> Entry:
    """The original's fields with the direction turned round: it goes to where it came from."""
    if original.original_trace is not None:
        raise ValueError("a return or a notification is not answered by another one")
    origin, trace_number = original.trace_number[:ODFI_DIGITS], addenda["trace_number"]
    sequence = trace_number[-SEQUENCE_DIGITS:]
    forwarded = (each for each in original.addenda if each.type_code in FORWARDED_IAT)
    carried = (*(each.changed(entry_sequence=sequence) for each in forwarded), addenda)
    counted = {"addenda_count": len(carried)} if "addenda_count" in original.layout.slices else {}
    turned = original.changed(
        transaction_code=return_transaction_code(original.transaction_code),
        rdfi=origin,
        check_digit=check_digit(origin),
        amount=amount_minor,
        addenda_indicator=1,
        trace_number=trace_number,
        **counted,
    )
    return replace(turned, addenda=carried)
