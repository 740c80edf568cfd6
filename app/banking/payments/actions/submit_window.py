"""Put one partner's waiting payments into a window's file: money leaves the accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.approving import changed_since
from app.banking.payments.rows import amount_of, fee_of
from app.banking.payments.rules import Status, advance, cut_off
from app.banking.payments.tables import OutgoingFileRow, PaymentRow
from app.banking.products.tables import ProgramRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, DomainError
from app.kernel.ids import FileId, LedgerAccountId
from app.rails.calendars import eastern_day, next_window, same_day_limit
from app.storage.scope import current_scope

BATCH_PAYMENTS_MAX = 100  # a customer never waits long for the accounts of a batch
TRACES = 10_000_000  # seven digits, then they begin anew
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
    """Post each payment, or neither it nor its fee; then write down what became of all."""
    accounts, deposits = chart(db, program.id), _deposits(db, rows)
    changed, posted = changed_since(db, rows), []
    # In the order in which the ledger locks accounts, so that no transfer can wait for us
    # while we wait for it.
    for row in sorted(rows, key=lambda each: deposits[each.account_id]):
        if row.id in changed:
            _record(db, actor, "payment.withheld", row, now=now, reason="changed_since_approval")
            continue
        try:
            with db.begin_nested():
                _post(db, row, deposits[row.account_id], accounts, now=now)
            posted.append(row)
        except DomainError as refused:
            _record(db, actor, "payment.withheld", row, now=now, reason=refused.code)
    for row, trace_number in zip(posted, _traces(db, program, len(posted)), strict=True):
        row.status, row.trace_number = advance(row.status, Status.SUBMITTED), trace_number
        row.file_id, row.window_at, row.effective_on = file.id, file.window_at, file.settles_on
        row.submitted_at = now
    db.flush()
    for row in posted:
        trace_number = row.trace_number or ""
        _record(db, actor, "payment.submitted", row, now=now, trace_number=trace_number)
    return len(posted)


def _deposits(db: Session, rows: list[PaymentRow]) -> dict[UUID, UUID]:
    """The ledger account behind each account that money leaves from."""
    ids = {row.account_id for row in rows}
    found = db.execute(
        select(AccountRow.id, AccountRow.ledger_account_id).where(AccountRow.id.in_(ids))
    )
    return {row.id: row.ledger_account_id for row in found}


def _traces(db: Session, program: ProgramRow, count: int) -> list[str]:
    if not count:
        return []
    odfi = program.routing_number[:8]
    owner = {"partner": current_scope(db).partner_id, "odfi": odfi, "count": count}
    first = int(db.execute(ALLOCATE, owner).scalar_one())
    return [f"{odfi}{number % TRACES:07d}" for number in range(first, first + count)]


def _post(
    db: Session,
    row: PaymentRow,
    deposit: UUID,
    accounts: dict[str, LedgerAccountId],
    *,
    now: datetime,
) -> None:
    """The amount into transit against its hold, and the fee."""
    for draft in _drafts(row, LedgerAccountId(deposit), accounts, eastern_day(now)):
        post(db, draft, now=now)


def _drafts(
    row: PaymentRow, deposit: LedgerAccountId, accounts: dict[str, LedgerAccountId], on: date
) -> Iterator[Draft]:
    words = f"ACH to {row.counterparty_name}"
    sent = amount_of(row)
    yield Draft(
        key=f"payment {row.id} submitted",
        cause=Cause.ACH_OUTGOING,
        subject=("payment", row.id),
        description=words,
        effective_on=on,
        entries=move(sent, debit=deposit, credit=accounts["ach_outgoing"], debit_text=words),
        settles_hold=row.hold_id,
    )
    if row.fee_minor:
        words, fee = f"Fee for {words}", fee_of(row)
        yield Draft(
            key=f"payment {row.id} fee",
            cause=Cause.FEE,
            subject=("payment", row.id),
            description=words,
            effective_on=on,
            entries=move(fee, debit=deposit, credit=accounts["fee_income"], debit_text=words),
        )


def _record(
    db: Session, actor: Actor, action: str, row: PaymentRow, *, now: datetime, **details: Any
) -> None:
    subject = ("payment", row.id)
    record(db, actor, action, subject=subject, now=now, customer_id=row.customer_id, **details)
