"""What is odd about entries and their addenda but refuses nothing: warnings for a person."""

from collections.abc import Iterator

from app.rails.nacha.codes import (
    CHANGE_CODES,
    REFUSED_CHANGE_CODES,
    RETURN_CODES,
    ROUTING_WEIGHTS,
    SEC_CODES,
    check_digit,
)
from app.rails.nacha.entries import Entry
from app.rails.nacha.files import Batch
from app.rails.nacha.findings import Finding, at
from app.rails.nacha.records import Addenda

RETURN_TYPES = ("98", "99")
FORWARD_TYPES = ("02", "05")
IAT_TYPES = ("10", "11", "12", "13", "14", "15", "16", "17", "18")
IAT_MANDATORY = frozenset(IAT_TYPES[:7])
TRACE_SEQUENCE = 7


def entry_remarks(batch: Batch) -> Iterator[Finding]:
    """Warnings about a batch's entries, in order."""
    before = ""
    for entry in batch.entries:
        yield from _code_remarks(entry, batch)
        yield from _routing_remarks(entry)
        yield from _party_remarks(entry)
        yield from _count_remarks(entry, batch)
        for addenda in entry.addenda:
            yield from _addenda_remarks(addenda, entry, batch)
        if entry.trace_number <= before and not batch.header.is_adv:
            message = "Trace numbers do not ascend within the batch."
            yield at("trace_order", entry, "trace_number", f"over {before}", message)
        before = max(before, entry.trace_number)


def _code_remarks(entry: Entry, batch: Batch) -> Iterator[Finding]:
    known = entry.known_code
    if known is None or (known.kind == "advice") != batch.header.is_adv:
        message = "The transaction code is not one we know for this class."
        yield at("transaction_code", entry, "transaction_code", "a transaction code", message)
    elif known.kind == "live" and entry.amount_minor == 0 and not entry.return_code:
        message = "The entry moves money, but its amount is zero."
        yield at("amount_zero", entry, "amount", "more than zero", message)
    elif known.kind in ("prenote", "zero") and entry.amount_minor:
        message = "The entry moves no money, but it has an amount."
        yield at("amount_not_zero", entry, "amount", "zero", message)
    if " " in entry.text[entry.layout.slices["amount"]]:
        message = "The amount is not filled with zeros."
        yield at("not_zero_filled", entry, "amount", "leading zeros", message)


def _routing_remarks(entry: Entry) -> Iterator[Finding]:
    rdfi = entry["rdfi"]
    if len(rdfi) != len(ROUTING_WEIGHTS) or not (rdfi.isascii() and rdfi.isdecimal()):
        message = "The receiving bank is not eight digits."
        yield at("rdfi", entry, "rdfi", "8 digits", message)
    elif entry["check_digit"] != check_digit(rdfi):
        message = "The routing number's check digit is wrong."
        yield at("check_digit", entry, "check_digit", check_digit(rdfi), message)


def _party_remarks(entry: Entry) -> Iterator[Finding]:
    if not entry.account_number:
        message = "The account number is blank."
        yield at("account_number", entry, "account_number", "an account number", message)
    if "individual_name" in entry.layout.slices and not entry.individual_name:
        message = "The receiver's name is blank."
        yield at("individual_name", entry, "individual_name", "a name", message)


def _count_remarks(entry: Entry, batch: Batch) -> Iterator[Finding]:
    expected = "1" if entry.addenda else "0"
    if entry["addenda_indicator"] != expected:
        message = f"The entry has {len(entry.addenda)} addenda; its indicator says otherwise."
        yield at("addenda_indicator", entry, "addenda_indicator", expected, message)
    types = {addenda.type_code for addenda in entry.addenda}
    if types & set(RETURN_TYPES):
        return
    if (sec := SEC_CODES.get(batch.sec_code)) and len(entry.addenda) > sec.addenda_max:
        message = (
            f"{sec.code} allows {sec.addenda_max} addenda; the entry has {len(entry.addenda)}."
        )
        yield at("addenda_many", entry, "addenda_indicator", f"at most {sec.addenda_max}", message)
    if batch.sec_code == "COR":
        message = "A notification of change comes without its addenda."
        yield at("change_missing", entry, "addenda_indicator", "addenda 98", message)
    if batch.header.is_iat and (missing := IAT_MANDATORY - types):
        message = f"An international entry lacks addenda {', '.join(sorted(missing))}."
        yield at("addenda_missing", entry, "addenda_indicator", "addenda 10 to 16", message)


def _addenda_remarks(addenda: Addenda, entry: Entry, batch: Batch) -> Iterator[Finding]:
    kind = addenda.type_code
    if kind == "99":
        yield from _return_remarks(addenda)
    elif kind == "98":
        yield from _change_remarks(addenda, batch)
    elif kind not in (IAT_TYPES if batch.header.is_iat else FORWARD_TYPES):
        message = "The addenda type is not one we know for this class."
        yield at("addenda_type", addenda, "addenda_type", "an addenda type", message)
    elif "entry_sequence" in addenda.layout.slices:
        yield from _sequence_remarks(addenda, entry)


def _return_remarks(addenda: Addenda) -> Iterator[Finding]:
    if addenda["return_code"] not in RETURN_CODES:
        message = "The return code is not one we know."
        yield at("return_code", addenda, "return_code", "a return code", message)


def _change_remarks(addenda: Addenda, batch: Batch) -> Iterator[Finding]:
    if addenda["change_code"] not in CHANGE_CODES | REFUSED_CHANGE_CODES:
        message = "The change code is not one we know."
        yield at("change_code", addenda, "change_code", "a change code", message)
    if batch.sec_code != "COR":
        message = "A notification of change stands in a batch of another class."
        yield at("change_class", addenda, "addenda_type", "a COR batch", message)


def _sequence_remarks(addenda: Addenda, entry: Entry) -> Iterator[Finding]:
    expected = entry.trace_number[-TRACE_SEQUENCE:]
    if addenda["entry_sequence"] != expected:
        message = "The addenda do not name their entry's trace number."
        yield at("entry_sequence", addenda, "entry_sequence", expected, message)
    same = [each for each in entry.addenda if each.type_code == addenda.type_code]
    place = next(n for n, each in enumerate(same, start=1) if each is addenda)
    if "sequence" in addenda.layout.slices and addenda.number("sequence") != place:
        message = "The addenda are not numbered in order."
        yield at("addenda_sequence", addenda, "sequence", f"{place:04}", message)
