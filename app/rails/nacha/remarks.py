"""What is odd about a file's headers and controls but refuses nothing: warnings for a person."""

from collections.abc import Iterator, Sequence

from app.rails.nacha.codes import (
    ADVICES,
    CREDITS_ONLY,
    DEBITS_ONLY,
    SEC_CODES,
    SERVICE_CLASSES,
    is_routing_number,
)
from app.rails.nacha.entry_remarks import entry_remarks
from app.rails.nacha.files import Batch
from app.rails.nacha.findings import Finding, at
from app.rails.nacha.records import BatchHeader, FileControl, FileHeader, Record, day_of

HEADER_CONSTANTS = {
    "priority_code": "01",
    "record_size": "094",
    "blocking_factor": "10",
    "format_code": "1",
}
NO_DAY = ("", "000000")
SAME_IN_CONTROL = ("service_class", "company_id", "odfi", "batch_number")


def remarks(
    header: FileHeader | None, batches: Sequence[Batch], control: FileControl | None
) -> Iterator[Finding]:
    """Every warning about a file, in the order of its records."""
    if header is not None:
        yield from _file_header_remarks(header)
    for batch in batches:
        yield from _batch_header_remarks(batch.header)
        yield from _service_class_remarks(batch)
        yield from entry_remarks(batch)
        yield from _batch_control_remarks(batch)
    yield from _batch_order_remarks(batches)
    yield from _trace_remarks(batches)
    if control is not None:
        yield from unfilled(control)


def block_count_remark(control: FileControl | None, *, blocks: int) -> Iterator[Finding]:
    """The stated number of blocks; many senders get it wrong, and the records can be counted."""
    if control is not None and control.number("block_count") != blocks:
        message = f"The file control's block count is not the {blocks} the file has."
        yield at("block_count", control, "block_count", f"{blocks:06}", message)


def _file_header_remarks(header: FileHeader) -> Iterator[Finding]:
    # One header, wherever it stands, still says whose file it is and adds nothing up; a record
    # that carries or closes money out of its place is a fault of structure instead.
    if header.line != 1:
        message = f"The file header is record {header.line} instead of the first."
        yield at("header_out_of_place", header, "record_type", "record 1", message)
    for name, expected in HEADER_CONSTANTS.items():
        if header[name] != expected:
            message = f"The file header's {name.replace('_', ' ')} is not {expected}."
            yield at(name, header, name, expected, message)
    if not is_routing_number(header.destination):
        message = "The immediate destination is not a routing number."
        yield at("destination", header, "immediate_destination", "a routing number", message)
    if not header.origin:
        message = "The immediate origin is blank."
        yield at("origin", header, "immediate_origin", "who sends the file", message)
    if day_of(header["creation_date"]) is None:
        message = "The file's creation date is not a day."
        yield at("creation_date", header, "creation_date", "YYMMDD", message)
    modifier = header.file_id_modifier
    if not (modifier.isascii() and (modifier.isdecimal() or modifier.isupper())):
        message = "The file id modifier is neither a capital letter nor a digit."
        yield at("file_id_modifier", header, "file_id_modifier", "A-Z or 0-9", message)


def _batch_header_remarks(header: BatchHeader) -> Iterator[Finding]:
    if header["service_class"] not in SERVICE_CLASSES:
        expected = ", ".join(SERVICE_CLASSES)
        message = "The service class is not one we know."
        yield at("service_class", header, "service_class", expected, message)
    if header["sec_code"] not in SEC_CODES:
        message = "The standard entry class is not one we know."
        yield at("sec_code", header, "sec_code", "a standard entry class", message)
    if not header["description"].strip("0"):
        message = "The company entry description says nothing."
        yield at("description", header, "description", "what the payment is for", message)
    if not header.is_iat and not header["company_name"]:
        message = "The company name is blank."
        yield at("company_name", header, "company_name", "who originates", message)
    effective = header["effective_entry_date"]
    if effective not in NO_DAY and day_of(effective) is None:
        message = "The effective entry date is not a day."
        yield at("effective_entry_date", header, "effective_entry_date", "YYMMDD", message)
    if header.number("odfi") is None:
        message = "The originating bank's identification is not a number."
        yield at("odfi", header, "odfi", "8 digits", message)
    if header["service_class"] == ADVICES and not header.is_adv:
        message = "Service class 280 belongs to accounting advices only."
        yield at("service_class", header, "service_class", "200, 220 or 225", message)


def _service_class_remarks(batch: Batch) -> Iterator[Finding]:
    forbidden = {CREDITS_ONLY: "debit", DEBITS_ONLY: "credit"}.get(batch.service_class)
    if forbidden is None:
        return
    for entry in batch.entries:
        if (known := entry.known_code) and known.side == forbidden and entry.amount_minor:
            message = f"A {forbidden} in a batch whose service class is {batch.service_class}."
            code = entry.transaction_code
            expected = f"service class {batch.service_class}, not code {code}"
            yield at("service_class_side", entry, "transaction_code", expected, message)


def _batch_control_remarks(batch: Batch) -> Iterator[Finding]:
    control = batch.control
    if control is None:
        return
    yield from unfilled(control)
    for name in SAME_IN_CONTROL:
        if name not in control.layout.slices or (batch.header.is_iat and not control[name]):
            continue  # Senders of international batches leave the company blank here.
        if control[name] != batch.header[name]:
            expected = batch.header[name]
            message = f"The batch control's {name.replace('_', ' ')} is not its header's."
            yield at(f"control_{name}", control, name, expected, message)


def _batch_order_remarks(batches: Sequence[Batch]) -> Iterator[Finding]:
    before = -1
    for batch in batches:
        number = batch.header.number("batch_number")
        if number is None or number <= before:
            message = "Batch numbers do not ascend."
            yield at("batch_number", batch.header, "batch_number", f"over {before}", message)
        before = before if number is None else max(before, number)


def _trace_remarks(batches: Sequence[Batch]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for entry in (entry for batch in batches for entry in batch.entries):
        first = seen.setdefault(entry.trace_number, entry.line)
        if first != entry.line:
            message = f"The trace number of record {first} is used again."
            yield at("trace_repeated", entry, "trace_number", "a trace number once a file", message)


def unfilled(control: Record) -> Iterator[Finding]:
    """Numbers filled with blanks instead of zeros: read, but not as the rules have it."""
    for field in control.layout.fields:
        if field.kind == "digits" and " " in control.text[field.start - 1 : field.end]:
            expected = f"{field.width} digits"
            message = f"The {field.label} of the {control.layout.name} is not filled with zeros."
            yield at("not_zero_filled", control, field.name, expected, message)
