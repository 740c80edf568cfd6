"""Values as the exact bytes of an ACH file; counts, hashes, totals and blocks are made here."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from app.rails.nacha import layouts
from app.rails.nacha.files import AchFile, Batch, Totals
from app.rails.nacha.lines import BLOCK_RECORDS
from app.rails.nacha.records import BatchControl, FileControl, Record
from app.rails.nacha.walk import sums

REPEATED = ("service_class", "company_id", "odfi", "batch_number")  # in a batch's control


@dataclass(frozen=True, slots=True)
class Transliteration:
    """A text the file could not carry as given: where it stands, before and after."""

    line: int
    record: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file; the bytes are final and the hash is theirs."""

    content: bytes
    totals: Totals
    transliterations: tuple[Transliteration, ...]

    @property
    def content_hash(self) -> str:
        return sha256(self.content).hexdigest()


def write(file: AchFile, *, line_end: str = "\n") -> Written:
    """The file's bytes, each record ended by `line_end`, filled with nines to whole blocks.

    Totals come from the entries alone. A control that was read lends only what is not a sum
    (its authentication code, reserved places). Raises `FieldRefused` when a sum does not fit.
    """
    totals = sum((batch.totals for batch in file.batches), Totals())
    records = [file.header, *_batch_records(file)]
    blocks = -(-(len(records) + 1) // BLOCK_RECORDS)
    records.append(_file_control(file, totals, blocks))
    lines = [record.text for record in records]
    lines += [layouts.PADDING] * (blocks * BLOCK_RECORDS - len(lines))
    content = "".join(line + line_end for line in lines).encode("ascii")
    return Written(content, totals, tuple(_transliterations(records)))


def _batch_records(file: AchFile) -> Iterator[Record]:
    for batch in file.batches:
        yield batch.header
        for entry in batch.entries:
            yield entry
            yield from entry.addenda
        yield _batch_control(batch)


def _batch_control(batch: Batch) -> BatchControl:
    counted = sums(batch.totals)
    if batch.control is not None:
        return batch.control.changed(**counted)
    layout = layouts.ADV_BATCH_CONTROL if batch.header.is_adv else layouts.BATCH_CONTROL
    repeated: dict[str, str | int] = {
        name: batch.header[name] for name in REPEATED if name in layout.slices
    }
    return BatchControl.rendered(layout, {**repeated, **counted})


def _file_control(file: AchFile, totals: Totals, blocks: int) -> FileControl:
    counted = {"batch_count": totals.batches, "block_count": blocks, **sums(totals)}
    if file.control is not None:
        return file.control.changed(**counted)
    is_adv = bool(file.batches) and all(batch.header.is_adv for batch in file.batches)
    layout = layouts.ADV_FILE_CONTROL if is_adv else layouts.FILE_CONTROL
    return FileControl.rendered(layout, {**counted})


def _transliterations(records: list[Record]) -> Iterator[Transliteration]:
    for line, record in enumerate(records, start=1):
        for change in record.changes:
            name = record.layout.label
            yield Transliteration(line, name, change.field, change.before, change.after)
