"""Reads of received files: a page of them, one in full, its bytes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.banking.payments.tables import (
    ReceivedFileRow,
)
from app.kernel.dates import day_text, time_text
from app.kernel.errors import NotFound
from app.kernel.ids import FileId
from app.kernel.money import Money

CURRENCY = "USD"
PAGE_LINES_MAX = 100


@dataclass(frozen=True, slots=True)
class FileLine:
    """A received file in a list; `entries`, `credit` and `debit` are this bank's part of it."""

    id: FileId
    name: str
    status: str
    entries: int
    credit: Money
    debit: Money
    received_at: datetime
    received_by: str


@dataclass(frozen=True, slots=True)
class FileFinding:
    """What reading found, as it was told: record ordinal from 1, 0 for the file as a whole."""

    line: int
    record: str
    field: str
    found: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True)
class FileDetail:
    """One file in full: the bank's part, and what the whole of it adds up to."""

    line: FileLine
    sha256: str
    origin: str
    file_created: str
    modifier: str
    posted_at: datetime | None
    reasons: tuple[FileFinding, ...]
    warnings: tuple[FileFinding, ...]
    batches_in_file: int
    entries_in_file: int
    credit_in_file: Money
    debit_in_file: Money

    @property
    def made(self) -> str:
        """The file's own date and time as people write them, where they are a moment at all."""
        try:
            made = datetime.strptime(self.file_created, "%y%m%d%H%M")  # noqa: DTZ007 -- has none
        except ValueError:
            return self.file_created
        return f"{day_text(made.date())}, {time_text(made)}"


def files_asked() -> Select[*tuple[Any, ...]]:
    """The bank's received files, without their bytes."""
    return select(*_LINE)


def file_detail(db: Session, file_id: FileId) -> FileDetail:
    """One file of the bank in scope; raises NotFound."""
    row = ReceivedFileRow
    columns = (row.sha256, row.origin, row.file_created, row.modifier, row.posted_at, row.verdict)
    found = db.execute(select(*_LINE, *columns).where(row.id == file_id)).one_or_none()
    if found is None:
        raise NotFound("file")
    totals = found.verdict["totals"]
    return FileDetail(
        line=file_line(found),
        sha256=found.sha256,
        origin=found.origin,
        file_created=found.file_created,
        modifier=found.modifier,
        posted_at=found.posted_at,
        reasons=_findings(found.verdict["reasons"]),
        warnings=_findings(found.verdict["warnings"]),
        batches_in_file=totals["batches"],
        entries_in_file=totals["entries"],
        credit_in_file=Money(totals["credit_minor"], CURRENCY),
        debit_in_file=Money(totals["debit_minor"], CURRENCY),
    )


def file_content(db: Session, file_id: FileId) -> bytes:
    """The bytes as they came; raises NotFound."""
    content = db.scalar(select(ReceivedFileRow.content).where(ReceivedFileRow.id == file_id))
    if content is None:
        raise NotFound("file")
    return content


_LINE = (
    ReceivedFileRow.id,
    ReceivedFileRow.name,
    ReceivedFileRow.status,
    ReceivedFileRow.entries,
    ReceivedFileRow.credit_minor,
    ReceivedFileRow.debit_minor,
    ReceivedFileRow.received_at,
    ReceivedFileRow.received_by,
)


def file_line(row: Any) -> FileLine:
    """A row of `files_asked` as lists show it."""
    return FileLine(
        id=FileId(row.id),
        name=row.name,
        status=row.status,
        entries=row.entries,
        credit=Money(row.credit_minor, CURRENCY),
        debit=Money(row.debit_minor, CURRENCY),
        received_at=row.received_at,
        received_by=row.received_by,
    )


def _findings(told: list[dict[str, Any]]) -> tuple[FileFinding, ...]:
    names = FileFinding.__slots__
    return tuple(FileFinding(**{name: each[name] for name in names}) for each in told)
