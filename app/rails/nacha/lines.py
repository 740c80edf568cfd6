"""From bytes to records: line ends, the fixed-width form, and the characters a record may hold."""

import re
from collections.abc import Iterator

from app.rails.nacha.fields import RECORD_WIDTH, Layout
from app.rails.nacha.findings import WHOLE_FILE, Finding

BYTES_MAX = 96 * 1_000_000
RECORDS_MAX = 1_000_000
BLOCK_RECORDS = 10

_UNPRINTABLE = re.compile(r"[^ -~]")


def size_problem(content: bytes) -> Finding | None:
    """Why a file is not even looked at: empty, or past what we hold in memory."""
    if not content:
        return _whole("empty", "0 bytes", "a file header", "The file is empty.")
    if len(content) > BYTES_MAX:
        most = f"at most {BYTES_MAX:,} bytes"
        return _whole("too_large", f"{len(content):,} bytes", most, f"The file is over {most}.")
    if (records := content.count(b"\n")) > RECORDS_MAX:
        most = f"at most {RECORDS_MAX:,} records"
        return _whole("too_many_records", f"{records:,} records", most, f"The file is over {most}.")
    return None


def split_records(content: bytes) -> list[str]:
    """The file's lines, one character a byte; a file without line ends is cut every 94.

    Lines end in LF or CRLF and the last one may lack its end; any other blank line is a record.
    """
    text = content.decode("latin-1").replace("\r\n", "\n").removesuffix("\n")
    lines = text.split("\n")
    if len(lines) > 1 or not text or len(text) % RECORD_WIDTH:
        return lines
    return [text[start : start + RECORD_WIDTH] for start in range(0, len(text), RECORD_WIDTH)]


def line_problems(text: str, line: int, layout: Layout | None) -> Iterator[Finding]:
    """A line's faults before its meaning: its length, and its first unprintable character."""
    record = layout.label if layout else "record"
    if len(text) != RECORD_WIDTH:
        yield Finding(
            "record_length",
            line,
            record,
            f"record (1-{RECORD_WIDTH})",
            f"{len(text)} characters",
            f"{RECORD_WIDTH} characters",
            f"Record {line} has {len(text)} characters; every record has {RECORD_WIDTH}.",
        )
    if bad := _UNPRINTABLE.search(text):
        yield _character_problem(text, line, layout, bad.start() + 1)


def _character_problem(text: str, line: int, layout: Layout | None, position: int) -> Finding:
    field = layout.field_at(position) if layout else None
    code = f"0x{ord(text[position - 1]):02X}"
    return Finding(
        "character",
        line,
        layout.label if layout else "record",
        field.label if field else f"position {position}",
        f"byte {code} at position {position}",
        "printable ASCII",
        f"Record {line} holds byte {code} at position {position}; only printable ASCII may stand.",
    )


def blocking_problem(records: int) -> Finding | None:
    """Records come in blocks of ten; the last block is filled with nines."""
    if records % BLOCK_RECORDS == 0:
        return None
    missing = BLOCK_RECORDS - records % BLOCK_RECORDS
    return _whole(
        "blocking",
        f"{records} records",
        f"a multiple of {BLOCK_RECORDS}",
        f"The file has {records} records and is {missing} short of a full block of ten.",
    )


def _whole(code: str, found: str, expected: str, message: str) -> Finding:
    return Finding(code, 0, WHOLE_FILE, "", found, expected, message)
