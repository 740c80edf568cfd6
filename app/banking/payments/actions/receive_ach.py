"""Credit a customer's account with an entry from another bank."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.intake_rules import sender_routing, words
from app.banking.payments.rules import Status
from app.banking.payments.tables import PaymentRow, ReceivedEntryRow
from app.kernel.actor import Actor
from app.kernel.ids import LedgerAccountId, PaymentId, new_id
from app.kernel.money import Money
from app.rails.calendars import eastern_day
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class Arrival:
    """A live credit and the account it names."""

    entry: ReceivedEntryRow
    account: AccountRow


def receive_ach(db: Session, arrival: Arrival, *, actor: Actor, now: datetime) -> PaymentId | None:
    """Post it and write the incoming payment; None when the same entry was posted before.

    Raises Refused("account_not_open") where the account was closed or frozen a moment ago.
    """
    payment_id = _claim(db, arrival, actor=actor, now=now)
    if payment_id is None:
        return None
    entry, account = arrival.entry, arrival.account
    amount = Money(entry.amount_minor, account.currency)
    said = words(entry.company_name, entry.description)
    post(
        db,
        Draft(
            key=f"payment {payment_id}",
            cause=Cause.ACH_INCOMING,
            subject=("payment", payment_id),
            description=f"ACH from {said}",
            effective_on=eastern_day(now),
            entries=move(
                amount,
                debit=chart(db, account.program_id)["fbo_cash"],
                credit=LedgerAccountId(account.ledger_account_id),
                credit_text=said,
            ),
        ),
        now=now,
    )
    record(
        db,
        actor,
        "payment.received",
        subject=("payment", payment_id),
        now=now,
        customer_id=account.customer_id,
        amount_minor=amount.minor,
        file_id=str(entry.file_id),
        trace_number=entry.trace_number,
    )
    return payment_id


def _claim(db: Session, arrival: Arrival, *, actor: Actor, now: datetime) -> PaymentId | None:
    """The row first: its unique keys say whether this entry was here before."""
    entry, account = arrival.entry, arrival.account
    key = f"received {entry.file_id} {entry.line}"
    row = insert(PaymentRow).values(
        partner_id=current_scope(db).partner_id,
        id=new_id(now),
        customer_id=account.customer_id,
        account_id=account.id,
        program_id=account.program_id,
        rail="ach",
        direction="incoming",
        amount_minor=entry.amount_minor,
        currency=account.currency,
        status=Status.SETTLED,
        description=" ".join(f"{entry.description} {entry.addenda}".split()),
        counterparty_name=entry.company_name or "Unnamed company",
        counterparty_routing=sender_routing(entry.trace_number),
        counterparty_account="",
        idempotency_key=key,
        fingerprint=hashlib.sha256(key.encode()).digest(),
        trace_number=entry.trace_number,
        file_id=entry.file_id,
        created_at=now,
        created_by=actor.label,
        effective_on=eastern_day(now),
        settled_on=entry.settles_on,
    )
    claimed = db.scalar(row.on_conflict_do_nothing().returning(PaymentRow.id))
    return PaymentId(claimed) if claimed else None
