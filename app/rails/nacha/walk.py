"""The structure of a file, record by record: order, nesting, counts, hashes and totals."""

from collections.abc import Mapping
from dataclasses import replace

from app.rails.nacha.entries import Entry
from app.rails.nacha.fields import RECORD_WIDTH, Layout
from app.rails.nacha.files import Batch, Totals, totals_of
from app.rails.nacha.findings import WHOLE_FILE, Finding, Findings, at, shown
from app.rails.nacha.layouts import PADDING
from app.rails.nacha.lines import blocking_problem, line_problems
from app.rails.nacha.records import (
    Addenda,
    BatchControl,
    BatchHeader,
    FileControl,
    FileHeader,
    Record,
)
from app.rails.nacha.shapes import layout_of


class Walk:
    """What is open, what has been added up, and what was wrong on the way."""

    def __init__(self) -> None:
        self.header: FileHeader | None = None
        self.batches: list[Batch] = []
        self.control: FileControl | None = None
        self.totals = Totals()
        self.problems = Findings()
        self._open: BatchHeader | None = None
        self._entries: list[Entry] = []
        self._entry: Entry | None = None
        self._addenda: list[Addenda] = []

    def take(self, line: int, text: str) -> None:
        """Read the next record; whatever it is, the walk goes on and later faults are found too."""
        layout = layout_of(text, self._open, file_is_adv=self._is_adv)
        self.problems.extend(line_problems(text, line, layout))
        measured = text[:RECORD_WIDTH].ljust(RECORD_WIDTH)
        if text == PADDING or (self.control and text and not text.strip("9")):
            self._take_padding(line)
        elif self.control:
            self._refuse_after_control(line, text, layout)
        elif layout is None:
            self._refuse_unknown(line, text)
        else:
            self._take_record(Record(layout, measured, line))

    def finish(self, records: int) -> None:
        """The end of the file: everything opened is closed, and the last block is full."""
        if self.control is None:
            self._close_entry()
        if self._open is not None:
            self._close_batch(None)
            message = "The file ends inside a batch; the batch has no control record."
            self._whole("batch_not_closed", "end of file", "8 batch control", message)
        if self.header is None:
            message = "The file has no file header; it must begin with one."
            self._whole("file_header_missing", "none", "1 file header as the first record", message)
        if self.control is None:
            message = "The file has no file control; it is cut short or was never finished."
            self._whole("file_control_missing", "none", "9 file control after the batches", message)
        if unblocked := blocking_problem(records):
            self.problems.add(unblocked)

    @property
    def _is_adv(self) -> bool:
        return bool(self.batches) and all(batch.header.is_adv for batch in self.batches)

    def _take_record(self, record: Record) -> None:
        layout, text, line = record.layout, record.text, record.line
        match layout.type_code:
            case "1":
                self._take_file_header(FileHeader(layout, text, line))
            case "5":
                self._take_batch_header(BatchHeader(layout, text, line))
            case "6":
                self._take_entry(Entry(layout, text, line))
            case "7":
                self._take_addenda(Addenda(layout, text, line))
            case "8":
                self._take_batch_control(BatchControl(layout, text, line))
            case _:
                self._take_file_control(FileControl(layout, text, line))

    def _take_file_header(self, header: FileHeader) -> None:
        if self.header is None:
            self.header = header
            return
        message = f"A second file header; the first is record {self.header.line}."
        self._order("second_file_header", header, "one file header", message)

    def _take_batch_header(self, header: BatchHeader) -> None:
        self._close_entry()
        if self._open is not None:
            message = f"A batch begins while the batch of record {self._open.line} is still open."
            self._order("batch_not_closed", header, "8 batch control", message)
            self._close_batch(None)
        self._open = header

    def _take_entry(self, entry: Entry) -> None:
        self._close_entry()
        self._entry = entry
        if self._open is None:
            message = "An entry stands outside any batch."
            self._order("entry_outside_batch", entry, "5 batch header", message)
        for name in ("rdfi", "amount"):
            if entry.number(name) is None:
                self._not_a_number(entry, name)

    def _take_addenda(self, addenda: Addenda) -> None:
        if self._entry is None:
            message = "An addenda record follows no entry."
            self._order("addenda_without_entry", addenda, "6 entry detail", message)
        else:
            self._addenda.append(addenda)

    def _take_batch_control(self, control: BatchControl) -> None:
        self._close_entry()
        if self._open is None:
            message = "A batch control closes a batch that was never opened."
            self._order("control_without_batch", control, "5 batch header", message)
            return
        self._close_batch(control)

    def _take_file_control(self, control: FileControl) -> None:
        self._close_entry()
        if self._open is not None:
            message = f"The file closes while the batch of record {self._open.line} is still open."
            self._order("batch_not_closed", control, "8 batch control", message)
            self._close_batch(None)
        self.control = control
        in_batches = self.totals
        self._compare("file", control, {"batch_count": in_batches.batches, **sums(in_batches)})

    def _take_padding(self, line: int) -> None:
        if self.control is None:
            message = "A filling record of nines stands before the file control."
            where = Finding(
                "padding_early", line, "padding", "", "padding", "9 file control first", message
            )
            self.problems.add(where)

    def _refuse_after_control(self, line: int, text: str, layout: Layout | None) -> None:
        code = "second_file_control" if text[:1] == "9" else "record_after_control"
        record = layout.label if layout else "record"
        message = "Only filling records of nines may follow the file control."
        found = shown(text[:1]) or "a blank line"
        self.problems.add(Finding(code, line, record, "record type (1)", found, "padding", message))

    def _refuse_unknown(self, line: int, text: str) -> None:
        found = f"{shown(text[:1])!r}" if text else "a blank line"
        expected = "1, 5, 6, 7, 8 or 9"
        message = f"Record {line} begins with {found}, which begins no kind of record."
        self.problems.add(
            Finding("record_type", line, "record", "record type (1)", found, expected, message)
        )

    def _close_entry(self) -> None:
        """The entry is complete with its addenda; outside a batch it only counts."""
        if self._entry is None:
            return
        entry = self._entry
        if self._addenda:
            entry = replace(entry, addenda=tuple(self._addenda))
        if self._open is None:
            self.totals += totals_of([entry])
        else:
            self._entries.append(entry)
        self._entry = None
        self._addenda = []

    def _close_batch(self, control: BatchControl | None) -> None:
        if self._open is None:
            return
        totals = replace(totals_of(self._entries), batches=1)
        if control is not None:
            self._compare("batch", control, sums(totals))
        self.totals += totals
        self.batches.append(Batch(self._open, tuple(self._entries), control))
        self._open = None
        self._entries = []

    def _compare(self, scope: str, control: Record, computed: Mapping[str, int]) -> None:
        for name, amount in computed.items():
            stated = control.number(name)
            if stated is None:
                self._not_a_number(control, name)
            elif stated != amount:
                self._differs(f"{scope}_{name}", control, name, amount)

    def _differs(self, code: str, control: Record, name: str, computed: int) -> None:
        field = control.layout.field(name)
        stated, expected = control[name], str(computed).rjust(field.width, "0")
        message = f"The {control.layout.name} says {stated}; its records add up to {expected}."
        self.problems.add(at(code, control, name, expected, message))

    def _not_a_number(self, record: Record, name: str) -> None:
        field = record.layout.field(name)
        message = f"The {field.label} of the {record.layout.name} is not a number."
        self.problems.add(at("not_a_number", record, name, f"{field.width} digits", message))

    def _order(self, code: str, record: Record, expected: str, message: str) -> None:
        self.problems.add(at(code, record, "record_type", expected, message))

    def _whole(self, code: str, found: str, expected: str, message: str) -> None:
        self.problems.add(Finding(code, 0, WHOLE_FILE, "", found, expected, message))


def sums(totals: Totals) -> dict[str, int]:
    """Totals under the names the control records use for them."""
    return {
        "entry_addenda_count": totals.entry_addenda_count,
        "entry_hash": totals.entry_hash,
        "total_debit": totals.debit_minor,
        "total_credit": totals.credit_minor,
    }
