"""Credit customers' accounts with entries from other banks."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post_all import post_all
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


def receive_ach(
    db: Session, arrivals: Sequence[Arrival], *, actor: Actor, now: datetime
) -> set[int]:
    """Write the incoming payments and post them, in this order; returns the lines that posted.

    A line left out was posted before. Raises Refused("account_not_open") where an account was
    closed or frozen a moment ago.
    """
    claimed = _claim(db, arrivals, actor=actor, now=now)
    programs = {arrival.account.program_id for arrival in arrivals}
    cash = {program_id: chart(db, program_id)["fbo_cash"] for program_id in programs}
    new = [(each, claimed[_key(each.entry)]) for each in arrivals if _key(each.entry) in claimed]
    drafts = [
        _draft(arrival, payment_id, cash=cash[arrival.account.program_id], on=eastern_day(now))
        for arrival, payment_id in new
    ]
    post_all(db, drafts, now=now)
    for arrival, payment_id in new:
        _remember(db, arrival, payment_id, actor=actor, now=now)
    return {arrival.entry.line for arrival, _ in new}


def _claim(
    db: Session, arrivals: Iterable[Arrival], *, actor: Actor, now: datetime
) -> dict[str, PaymentId]:
    """The rows first: their unique keys say whether an entry was here before."""
    rows = [_row(db, arrival, actor=actor, now=now) for arrival in arrivals]
    if not rows:
        return {}
    written = (
        insert(PaymentRow)
        .on_conflict_do_nothing()
        .returning(PaymentRow.idempotency_key, PaymentRow.id)
    )
    return {key: PaymentId(payment_id) for key, payment_id in db.execute(written, rows)}


def _key(entry: ReceivedEntryRow) -> str:
    return f"received {entry.file_id} {entry.line}"


def _row(db: Session, arrival: Arrival, *, actor: Actor, now: datetime) -> dict[str, Any]:
    entry, account = arrival.entry, arrival.account
    key = _key(entry)
    return {
        "partner_id": current_scope(db).partner_id,
        "id": new_id(now),
        "customer_id": account.customer_id,
        "account_id": account.id,
        "program_id": account.program_id,
        "rail": "ach",
        "direction": "incoming",
        "amount_minor": entry.amount_minor,
        "currency": account.currency,
        "status": Status.SETTLED,
        "description": " ".join(f"{entry.description} {entry.addenda}".split()),
        "counterparty_name": entry.company_name or "Unnamed company",
        "counterparty_routing": sender_routing(entry.trace_number),
        "counterparty_account": "",
        "idempotency_key": key,
        "fingerprint": hashlib.sha256(key.encode()).digest(),
        "trace_number": entry.trace_number,
        "file_id": entry.file_id,
        "created_at": now,
        "created_by": actor.label,
        "effective_on": eastern_day(now),
        "settled_on": entry.settles_on,
    }


def _draft(arrival: Arrival, payment_id: PaymentId, *, cash: LedgerAccountId, on: date) -> Draft:
    said = words(arrival.entry.company_name, arrival.entry.description)
    return Draft(
        key=f"payment {payment_id}",
        cause=Cause.ACH_INCOMING,
        subject=("payment", payment_id),
        description=f"ACH from {said}",
        effective_on=on,
        entries=move(
            Money(arrival.entry.amount_minor, arrival.account.currency),
            debit=cash,
            credit=LedgerAccountId(arrival.account.ledger_account_id),
            credit_text=said,
        ),
    )


def _remember(
    db: Session, arrival: Arrival, payment_id: PaymentId, *, actor: Actor, now: datetime
) -> None:
    record(
        db,
        actor,
        "payment.received",
        subject=("payment", payment_id),
        now=now,
        customer_id=arrival.account.customer_id,
        amount_minor=arrival.entry.amount_minor,
        file_id=str(arrival.entry.file_id),
        trace_number=arrival.entry.trace_number,
    )
