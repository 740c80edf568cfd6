"""Put one partner's waiting payments into a window's file: money leaves the accounts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.rows import amount_of, fee_of
from app.banking.payments.rules import Status, advance, cut_off
from app.banking.payments.tables import OutgoingFileRow, PaymentRow
from app.banking.products.tables import ProgramRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, DomainError
from app.kernel.ids import FileId, LedgerAccountId
from app.rails.calendars import eastern_day, next_window, same_day_limit
from app.storage.scope import current_scope

BATCH_PAYMENTS_MAX = 500
ALLOCATE = text("select guildhall.allocate_traces(:partner, :odfi, :count)")


@dataclass(frozen=True, slots=True)
class Submitted:
    """How many went, and where the next batch begins; None when there is no more."""

    payments: int
    after: UUID | None


def submit_window(
    db: Session, *, file_id: FileId, after: UUID | None, actor: Actor, now: datetime
) -> Submitted:
    """Submit one batch of the partner in scope; the session's scope names the bank as well.

    Sharing the open file's row keeps it from being written meanwhile. A payment whose account
    was frozen stays approved and waits for another window. Raises Conflict for a written file.
    """
    file = _share_open_file(db, file_id)
    rows = _waiting(db, file, after)
    submitted = 0
    for program in _programs(db, rows):
        of_program = [row for row in rows if row.program_id == program.id]
        submitted += _submit(db, file, program, of_program, actor=actor, now=now)
    return Submitted(submitted, rows[-1].id if len(rows) == BATCH_PAYMENTS_MAX else None)


def _share_open_file(db: Session, file_id: FileId) -> OutgoingFileRow:
    file = db.scalars(
        select(OutgoingFileRow)
        .where(OutgoingFileRow.id == file_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    if file.status != "open":
        raise Conflict("file_written", "The window's file is already written.")
    return file


def _waiting(db: Session, file: OutgoingFileRow, after: UUID | None) -> list[PaymentRow]:
    """Made before the cut-off; one that somebody is acting on waits for the next window."""
    waiting = select(PaymentRow).where(
        PaymentRow.rail == "ach",
        PaymentRow.direction == "outgoing",
        PaymentRow.status == Status.APPROVED,
        PaymentRow.created_at < cut_off(file.window_at),
    )
    if next_window(cut_off(file.window_at)).kind != "next_day":
        waiting = waiting.where(PaymentRow.amount_minor <= same_day_limit(file.settles_on).minor)
    if after:
        waiting = waiting.where(PaymentRow.id > after)
    batch = waiting.order_by(PaymentRow.id).limit(BATCH_PAYMENTS_MAX)
    return list(db.scalars(batch.with_for_update(skip_locked=True)))


def _programs(db: Session, rows: list[PaymentRow]) -> list[ProgramRow]:
    ids = {row.program_id for row in rows}
    if not ids:
        return []
    return list(db.scalars(select(ProgramRow).where(ProgramRow.id.in_(ids))))


def _submit(
    db: Session,
    file: OutgoingFileRow,
    program: ProgramRow,
    rows: list[PaymentRow],
    *,
    actor: Actor,
    now: datetime,
) -> int:
    odfi = program.routing_number[:8]
    owner = {"partner": current_scope(db).partner_id, "odfi": odfi, "count": len(rows)}
    first_trace = int(db.execute(ALLOCATE, owner).scalar_one())
    accounts = chart(db, program.id)
    submitted = 0
    for row in rows:
        trace_number = f"{odfi}{(first_trace + submitted) % 10_000_000:07d}"
        try:
            with db.begin_nested():
                _post(db, row, accounts, now=now)
        except DomainError as refused:
            _record(db, actor, "payment.withheld", row, now=now, reason=refused.code)
            continue
        row.status = advance(row.status, Status.SUBMITTED)
        row.trace_number, row.file_id = trace_number, file.id
        row.submitted_at, row.window_at, row.effective_on = now, file.window_at, file.settles_on
        _record(db, actor, "payment.submitted", row, now=now, trace_number=trace_number)
        submitted += 1
    return submitted


def _post(
    db: Session, row: PaymentRow, accounts: dict[str, LedgerAccountId], *, now: datetime
) -> None:
    """The amount into transit against its hold, and the fee, both or neither."""
    ledger_account_id = select(AccountRow.ledger_account_id).where(AccountRow.id == row.account_id)
    deposit = LedgerAccountId(db.scalars(ledger_account_id).one())
    words = f"ACH to {row.counterparty_name}"
    post(
        db,
        Draft(
            key=f"payment {row.id} submitted",
            cause=Cause.ACH_OUTGOING,
            subject=("payment", row.id),
            description=words,
            effective_on=eastern_day(now),
            entries=move(
                amount_of(row), debit=deposit, credit=accounts["ach_outgoing"], debit_text=words
            ),
            settles_hold=row.hold_id,
        ),
        now=now,
    )
    if not row.fee_minor:
        return
    fee_words = f"Fee for ACH to {row.counterparty_name}"
    post(
        db,
        Draft(
            key=f"payment {row.id} fee",
            cause=Cause.FEE,
            subject=("payment", row.id),
            description=fee_words,
            effective_on=eastern_day(now),
            entries=move(
                fee_of(row), debit=deposit, credit=accounts["fee_income"], debit_text=fee_words
            ),
        ),
        now=now,
    )


def _record(
    db: Session, actor: Actor, action: str, row: PaymentRow, *, now: datetime, **details: str
) -> None:
    subject = ("payment", row.id)
    record(db, actor, action, subject=subject, now=now, customer_id=row.customer_id, **details)
