"""Outgoing ACH files as their bank sees them, and what goes into one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.payments.tables import OutgoingFileRow, PaymentRow
from app.banking.products.tables import ProgramRow
from app.kernel.errors import NotFound
from app.kernel.ids import FileId

UNFINISHED = ("open", "written")
FILES_MAX = 200


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file of one window of one bank; `content` is there once it is written."""

    id: FileId
    name: str
    status: str
    window_at: datetime
    settles_on: date
    created_at: datetime
    sent_at: datetime | None
    entries: int
    total_minor: int
    sha256: str | None
    content: bytes | None
    transliterations: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Who originates: a program, as its entries name it."""

    program_id: UUID
    company_id: str
    company_name: str
    odfi: str


@dataclass(frozen=True, slots=True)
class EntryOrder:
    """A submitted payment as an entry of the file."""

    company: Company
    trace_number: str
    routing_number: str
    account_number: str
    account_type: str
    amount_minor: int
    name: str
    description: str


def outgoing_file(db: Session, file_id: FileId) -> OutgoingFile:
    """One file of the bank in scope; raises NotFound."""
    row = db.scalar(select(OutgoingFileRow).where(OutgoingFileRow.id == file_id))
    if row is None:
        raise NotFound("file")
    return _file(row)


def files_in(db: Session, *statuses: str) -> list[OutgoingFile]:
    """The bank's files in these states, oldest window first."""
    rows = db.scalars(
        select(OutgoingFileRow)
        .where(OutgoingFileRow.status.in_(statuses))
        .order_by(OutgoingFileRow.window_at, OutgoingFileRow.id)
        .limit(FILES_MAX)
    )
    return [_file(row) for row in rows]


def latest_files(db: Session, *, limit: int = 25) -> list[OutgoingFile]:
    """The bank's files, newest window first; empty windows are left out."""
    rows = db.scalars(
        select(OutgoingFileRow)
        .where(OutgoingFileRow.status != "empty")
        .order_by(OutgoingFileRow.window_at.desc(), OutgoingFileRow.id)
        .limit(min(limit, FILES_MAX))
    )
    return [_file(row) for row in rows]


def orders_in(db: Session, file_id: FileId) -> list[EntryOrder]:
    """What the file must carry, of all the bank's partners, in the order of the traces."""
    rows = db.execute(
        select(PaymentRow, ProgramRow)
        .join(
            ProgramRow,
            (ProgramRow.partner_id == PaymentRow.partner_id)
            & (ProgramRow.id == PaymentRow.program_id),
        )
        .where(PaymentRow.file_id == file_id)
        .order_by(ProgramRow.company_id, ProgramRow.id, PaymentRow.trace_number)
    )
    return [_order(payment, program) for payment, program in rows]


def owners_in(db: Session, file_id: FileId) -> list[UUID]:
    """The partners with payments in the file that have not settled."""
    rows = select(PaymentRow.partner_id).where(
        PaymentRow.file_id == file_id, PaymentRow.status == "submitted"
    )
    return list(db.scalars(rows.distinct().order_by(PaymentRow.partner_id)))


def _order(payment: PaymentRow, program: ProgramRow) -> EntryOrder:
    return EntryOrder(
        company=Company(
            program.id, program.company_id, program.company_name, program.routing_number[:8]
        ),
        trace_number=payment.trace_number or "",
        routing_number=payment.counterparty_routing,
        account_number=payment.counterparty_account,
        account_type=payment.counterparty_account_type,
        amount_minor=payment.amount_minor,
        name=payment.counterparty_name,
        description=payment.description,
    )


def _file(row: OutgoingFileRow) -> OutgoingFile:
    return OutgoingFile(
        id=FileId(row.id),
        name=row.name,
        status=row.status,
        window_at=row.window_at,
        settles_on=row.settles_on,
        created_at=row.created_at,
        sent_at=row.sent_at,
        entries=row.entries,
        total_minor=row.total_minor,
        sha256=row.sha256,
        content=row.content,
        transliterations=tuple(row.transliterations),
    )
