"""Find whose payments a received file sends back: their trace numbers are the bank's own."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.payments.intake_rules import Kind, Outcome
from app.banking.payments.tables import PaymentRow, ReceivedEntryRow
from app.kernel.ids import FileId
from app.storage.scope import current_scope

TRACES_AT_ONCE = 1_000


def traces_named(db: Session, file_id: FileId) -> list[str]:
    """The trace numbers that the file's waiting returns name."""
    rows = select(ReceivedEntryRow.original_trace).where(
        ReceivedEntryRow.bank_id == current_scope(db).bank_id,
        ReceivedEntryRow.file_id == file_id,
        ReceivedEntryRow.kind == Kind.RETURN,
        ReceivedEntryRow.outcome == Outcome.WAITING,
        ReceivedEntryRow.owner_partner_id.is_(None),
        ReceivedEntryRow.original_trace != "",
    )
    return list(db.scalars(rows.distinct().order_by(ReceivedEntryRow.original_trace)))


def senders(db: Session, traces: Sequence[str]) -> dict[str, UUID]:
    """Who sent under these trace numbers; read as the bank, which sees all of its partners."""
    found: dict[str, UUID] = {}
    for some in _portions(traces):
        rows = db.execute(
            select(PaymentRow.trace_number, PaymentRow.partner_id)
            .where(
                PaymentRow.trace_number.in_(some),
                PaymentRow.rail == "ach",
                PaymentRow.direction == "outgoing",
            )
            .order_by(PaymentRow.created_at)
        )
        found |= {trace: partner_id for trace, partner_id in rows if trace}
    return found


def assign_returns(db: Session, *, file_id: FileId, owners: dict[str, UUID]) -> None:
    """Give each return to the partner whose payment it names; the others stay the house's."""
    for trace, partner_id in owners.items():
        db.execute(
            update(ReceivedEntryRow)
            .where(
                ReceivedEntryRow.bank_id == current_scope(db).bank_id,
                ReceivedEntryRow.file_id == file_id,
                ReceivedEntryRow.kind == Kind.RETURN,
                ReceivedEntryRow.outcome == Outcome.WAITING,
                ReceivedEntryRow.original_trace == trace,
            )
            .values(owner_partner_id=partner_id)
        )


def _portions(traces: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(traces), TRACES_AT_ONCE):
        yield traces[start : start + TRACES_AT_ONCE]
