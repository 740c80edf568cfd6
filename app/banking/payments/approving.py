"""A payment as a second person sees it: exactly what will happen, and what to judge it by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.approvals.actions.ask import Proposal, ask
from app.banking.approvals.rows import rules_in_force
from app.banking.approvals.rule_words import roles_words
from app.banking.approvals.rules import Change, shown_of
from app.banking.approvals.rules import Status as Ending
from app.banking.approvals.tables import ApprovalRow
from app.banking.customers.tables import CustomerRow
from app.banking.payments.orders import used
from app.banking.payments.rows import amount_of, fee_of
from app.banking.payments.rules import NOT_SENT
from app.banking.payments.tables import PaymentRow
from app.banking.products.queries import program_limits
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId, CustomerId, PaymentId, ProgramId
from app.kernel.money import Money
from app.kernel.text import masked
from app.rails.calendars import eastern_day

SEND = "payments.send"
HISTORY = timedelta(days=30)
UNUSUAL = 3  # times the average of the last thirty days
CALM, LOOK = "neutral", "warning"

Fact = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What the account has sent to this counterparty before, and for how long it has done so."""

    payments: int
    total: Money
    today: Money
    days: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The latest request about a payment: who is waited for, or who ended it and why."""

    id: ApprovalId
    maker_id: UUID
    status: str
    required: int
    checkers: str
    expires_at: datetime
    closed_at: datetime | None
    closed_by: str
    reason: str


def waiting_of(db: Session, payment_id: PaymentId) -> Waiting | None:
    """For the payment's own page; None for a payment that nobody had to agree to."""
    row = db.scalars(
        select(ApprovalRow)
        .where(ApprovalRow.subject_id == payment_id, ApprovalRow.action == SEND)
        .order_by(ApprovalRow.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Waiting(
        id=ApprovalId(row.id),
        maker_id=row.maker_id,
        status=row.status,
        required=row.required,
        checkers=roles_words(row.checker_roles),
        expires_at=row.expires_at,
        closed_at=row.closed_at,
        closed_by=row.closed_label or "",
        reason=row.closed_reason or "",
    )


def ask_to_send(
    db: Session, payment_id: PaymentId, *, actor: Actor, now: datetime
) -> ApprovalId | None:
    """Ask for a second person where a rule wants one; None: the payment goes on at once."""
    if not rules_in_force(db, SEND, now=now):
        return None
    row = db.scalars(select(PaymentRow).where(PaymentRow.id == payment_id)).one()
    account = _account(db, row)
    known = known_counterparty(db, row, now)
    proposal = Proposal(
        action=SEND,
        subject=("payment", row.id),
        shown=shown_payment(db, row),
        facts=_facts(db, row, account, known, now),
        amount=amount_of(row),
        rail=row.rail,
        counterparty_days=known.days,
        customer_id=CustomerId(row.customer_id),
    )
    return ask(db, proposal, actor=actor, now=now)


def shown_payment(db: Session, row: PaymentRow) -> dict[str, Any]:
    """What a checker sees; read from the payment itself, so that it can be compared later."""
    account, customer = _account(db, row), _customer(db, row)
    is_ach = row.rail == "ach"
    how = "ACH" if is_ach else "transfer within the program"
    changes = [
        Change("From", f"{account.name} {masked(account.account_number)}"),
        Change("Of", f"{customer.given_name} {customer.family_name}"),
        Change("To", row.counterparty_name),
        Change("Routing number", row.counterparty_routing),
        Change("Account number", row.counterparty_account),
        Change("Amount", str(amount_of(row))),
    ]
    if is_ach:
        changes.append(Change("Kind of account", row.counterparty_account_type.capitalize()))
    if row.fee_minor:
        changes.append(Change("Fee", str(fee_of(row))))
    if row.description:
        changes.append(Change("Note", row.description))
    goes = "In the first ACH window after it is approved" if is_ach else "At once, and for good"
    changes.append(Change("Goes", goes))
    return shown_of(
        f"Send {amount_of(row)} by {how} to {row.counterparty_name}",
        changes,
        **bound_of(row),
    )


def bound_of(row: PaymentRow) -> dict[str, Any]:
    """The exact values: what moves, from where, to whom."""
    return {
        "payment_id": str(row.id),
        "account_id": str(row.account_id),
        "to_account_id": str(row.to_account_id) if row.to_account_id else None,
        "rail": row.rail,
        "amount_minor": row.amount_minor,
        "fee_minor": row.fee_minor,
        "currency": row.currency,
        "counterparty_name": row.counterparty_name,
        "counterparty_routing": row.counterparty_routing,
        "counterparty_account": row.counterparty_account,
        "counterparty_account_type": row.counterparty_account_type,
        "description": row.description,
    }


def changed_since(db: Session, rows: Sequence[PaymentRow]) -> set[UUID]:
    """Those of the payments that are no longer what a second person agreed to."""
    found = db.execute(
        select(ApprovalRow.subject_id, ApprovalRow.shown).where(
            ApprovalRow.subject_id.in_([row.id for row in rows]),
            ApprovalRow.action == SEND,
            ApprovalRow.status == Ending.EXECUTED,
        )
    )
    agreed = {subject_id: json.loads(shown)["bound"] for subject_id, shown in found}
    return {row.id for row in rows if row.id in agreed and agreed[row.id] != bound_of(row)}


def known_counterparty(db: Session, row: PaymentRow, now: datetime) -> Known:
    """What has gone from the account to the same numbers, this payment and unsent ones apart."""
    today = eastern_day(now)
    found = db.execute(
        select(
            func.count(),
            func.coalesce(func.sum(PaymentRow.amount_minor), 0),
            func.coalesce(
                func.sum(PaymentRow.amount_minor).filter(
                    PaymentRow.created_at >= now - timedelta(days=1)
                ),
                0,
            ),
            func.min(PaymentRow.created_at),
        ).where(
            PaymentRow.account_id == row.account_id,
            PaymentRow.direction == "outgoing",
            PaymentRow.counterparty_routing == row.counterparty_routing,
            PaymentRow.counterparty_account == row.counterparty_account,
            PaymentRow.status.not_in((*NOT_SENT, "pending_approval", "returned")),
            PaymentRow.id != row.id,
        )
    ).one()
    days = (today - eastern_day(found[3])).days if found[3] else 0
    return Known(
        int(found[0]), Money(int(found[1]), row.currency), Money(int(found[2]), row.currency), days
    )


def _facts(
    db: Session, row: PaymentRow, account: AccountRow, known: Known, now: datetime
) -> list[Fact]:
    return [
        _counterparty_fact(known),
        *([("Lately", f"{known.today} to it in 24 hours", LOOK)] if known.today.minor else []),
        _history_fact(db, row, now),
        *_limit_facts(db, row, account, now),
    ]


def _counterparty_fact(known: Known) -> Fact:
    if not known.payments:
        return ("Counterparty", "New: nothing was ever sent to it from this account", LOOK)
    times = "1 payment" if known.payments == 1 else f"{known.payments} payments"
    since = "today" if not known.days else f"{known.days} days ago"
    return ("Counterparty", f"First paid {since}; {times} before, {known.total} in all", CALM)


def _history_fact(db: Session, row: PaymentRow, now: datetime) -> Fact:
    """The amount beside what the account usually sends."""
    found = db.execute(
        select(
            func.count(),
            func.coalesce(func.sum(PaymentRow.amount_minor), 0),
            func.coalesce(func.max(PaymentRow.amount_minor), 0),
        ).where(
            PaymentRow.account_id == row.account_id,
            PaymentRow.direction == "outgoing",
            PaymentRow.status.not_in((*NOT_SENT, "pending_approval")),
            PaymentRow.created_at >= now - HISTORY,
            PaymentRow.id != row.id,
        )
    ).one()
    count, total, most = int(found[0]), int(found[1]), int(found[2])
    if not count:
        return ("Last 30 days", "Nothing else was sent from this account", LOOK)
    average, largest = Money(total // count, row.currency), Money(most, row.currency)
    is_unusual = row.amount_minor > UNUSUAL * average.minor
    words = f"Average {average} of {count}, largest {largest}"
    return ("Last 30 days", words, LOOK if is_unusual else CALM)


def _limit_facts(db: Session, row: PaymentRow, account: AccountRow, now: datetime) -> list[Fact]:
    """What is used of the program's limits, this payment included."""
    sent = used(db, account, rail=row.rail, now=now)
    limits = program_limits(db, ProgramId(row.program_id), rail=row.rail, day=eastern_day(now))
    pairs = (("Sent today", sent.day, limits.day), ("This month", sent.month, limits.month))
    return [
        (label, f"{money} of {limit}, with this one", CALM)
        for label, money, limit in pairs
        if limit
    ]


def _account(db: Session, row: PaymentRow) -> AccountRow:
    return db.scalars(select(AccountRow).where(AccountRow.id == row.account_id)).one()


def _customer(db: Session, row: PaymentRow) -> CustomerRow:
    return db.scalars(select(CustomerRow).where(CustomerRow.id == row.customer_id)).one()
