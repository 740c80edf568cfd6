"""Write a window's file from what was submitted into it, once."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.payments.composing import Envelope, compose
from app.banking.payments.outgoing import EntryOrder
from app.banking.payments.tables import OutgoingFileRow
from app.kernel.actor import Actor
from app.kernel.ids import FileId
from tenants.resolve import Bank


def build_file(
    db: Session,
    *,
    file_id: FileId,
    bank: Bank,
    orders: Callable[[], Sequence[EntryOrder]],
    actor: Actor,
    now: datetime,
) -> None:
    """Close the open file to further payments, then read its orders and write its bytes.

    `orders` is called with the file's row locked, so it misses none that was submitted; a file
    that is written already stays as it is.
    """
    file = db.scalars(
        select(OutgoingFileRow)
        .where(OutgoingFileRow.id == file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if file.status != "open":
        return
    carried = orders()
    if not carried:
        file.status = "empty"
        return
    envelope = Envelope(
        bank.legal_name, bank.routing_numbers[0], file.created_at, file.window_at, file.settles_on
    )
    _write(file, envelope, carried)
    record(
        db,
        actor,
        "outgoing_file.written",
        subject=("file", file_id),
        now=now,
        entries=file.entries,
        total_minor=file.total_minor,
        sha256=file.sha256,
    )


def _write(file: OutgoingFileRow, envelope: Envelope, carried: Sequence[EntryOrder]) -> None:
    written = compose(envelope, carried)
    file.content, file.sha256 = written.content, written.content_hash
    file.entries, file.total_minor = written.totals.entries, written.totals.credit_minor
    file.transliterations = [asdict(change) for change in written.transliterations]
    file.status = "written"
