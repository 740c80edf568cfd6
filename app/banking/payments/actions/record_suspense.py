"""Put an entry's money aside that no customer can have, with the return it is owed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.intake_rules import Outcome, Suspense, return_by
from app.banking.payments.tables import PreparedReturnRow, ReceivedEntryRow
from app.kernel.actor import Actor
from app.kernel.ids import new_id
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.rails.nacha.codes import TRANSACTION_CODES
from app.storage.scope import current_partner

CURRENCY = "USD"


def record_suspense(
    db: Session,
    *,
    entry: ReceivedEntryRow,
    program_id: UUID | None,
    suspense: Suspense,
    actor: Actor,
    now: datetime,
) -> None:
    """Post the money to the suspense of the program it reached, or of the house.

    A credit brings cash and a debit takes it, whoever is to have it in the end.
    """
    post(db, _draft(db, entry, program_id, suspense, now), now=now)
    entry.outcome, entry.reason = Outcome.SUSPENSE, suspense.reason
    if suspense.code:
        _prepare_return(db, entry, suspense.code, now=now)
    record(
        db,
        actor,
        "entry.suspended",
        subject=("file", entry.file_id),
        now=now,
        line=entry.line,
        amount_minor=entry.amount_minor,
        reason=suspense.reason,
        return_code=suspense.code,
    )


def _draft(
    db: Session,
    entry: ReceivedEntryRow,
    program_id: UUID | None,
    suspense: Suspense,
    now: datetime,
) -> Draft:
    accounts = chart(db, program_id or current_partner(db))
    cash, aside = accounts["fbo_cash" if program_id else "fed_account"], accounts["suspense"]
    debit, credit = (cash, aside) if _brings_cash(entry) else (aside, cash)
    return Draft(
        key=f"received {entry.file_id} {entry.line}",
        cause=Cause.SUSPENSE,
        subject=("file", entry.file_id),
        description=f"Suspense: {suspense.reason}",
        effective_on=eastern_day(now),
        entries=move(Money(entry.amount_minor, CURRENCY), debit=debit, credit=credit),
        details={"line": entry.line, "code": suspense.code or ""},
    )


def _brings_cash(entry: ReceivedEntryRow) -> bool:
    known = TRANSACTION_CODES.get(entry.transaction_code)
    return known is None or known.side == "credit"


def _prepare_return(db: Session, entry: ReceivedEntryRow, code: str, *, now: datetime) -> None:
    db.execute(
        insert(PreparedReturnRow).values(
            partner_id=current_partner(db),
            id=new_id(now),
            file_id=entry.file_id,
            line=entry.line,
            code=code,
            original_trace=entry.trace_number,
            original_routing=entry.routing_number,
            amount_minor=entry.amount_minor,
            currency=CURRENCY,
            individual_name=entry.individual_name,
            account_number=entry.account_number,
            transaction_code=entry.transaction_code,
            settled_on=entry.settles_on,
            status="prepared",
            return_by=return_by(entry.settles_on),
            outgoing_file_id=None,
            created_at=now,
        )
    )
