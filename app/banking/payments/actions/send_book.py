"""Move money between two accounts of one partner, at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.approvals.rows import rules_in_force
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.approving import SEND, ask_to_send
from app.banking.payments.orders import (
    BookOrder,
    Recipient,
    check_sending,
    claim,
    find_recipient,
    first_payment,
    scoped_key,
    sender_account,
    winning_payment,
)
from app.banking.payments.rules import Status, fingerprint, tidy_description
from app.banking.payments.sending import owner_name
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import HoldId, LedgerAccountId, PaymentId, new_id
from app.rails.calendars import eastern_day


def send_book(db: Session, order: BookOrder, *, actor: Actor, now: datetime) -> PaymentId:
    """Debit the sender, credit the recipient, settled at once; once per key.

    Where a rule wants a second person the money is only set aside until they agree.

    Raises NotFound, Conflict, and Refused for an unknown recipient, the same account, a limit,
    a freeze or too little money; a refusal leaves nothing behind.
    """
    account = sender_account(db, order.account_id)
    order = replace(order, description=tidy_description(order.description))
    asked = fingerprint(order)
    if known := first_payment(db, account, order.key, asked):
        return known
    recipient = recipient_of(db, account, order)
    payment_id = PaymentId(new_id(now))
    may_wait = bool(rules_in_force(db, SEND, now=now))
    with db.begin_nested():
        row = _row(account, recipient, order, now)
        stands = {"status": Status.PENDING_APPROVAL, "settled_on": None} if may_wait else {}
        by = {"id": payment_id, "fingerprint": asked, "created_by": actor.label}
        if claim(db, row | by | stands):
            waits = ask_to_send(db, payment_id, actor=actor, now=now) if may_wait else None
            make = _set_aside if waits else _transfer
            make(db, account, recipient, order, payment_id, now=now)
            if may_wait and not waits:
                db.execute(_settled(payment_id, now))
            check_sending(db, account, order.amount, rail="book", now=now)
            record(
                db,
                actor,
                "payment.requested" if waits else "payment.settled",
                subject=("payment", payment_id),
                now=now,
                customer_id=account.customer_id,
                rail="book",
                amount_minor=order.amount.minor,
            )
            return payment_id
    return winning_payment(db, account, order.key, asked)


def recipient_of(db: Session, account: AccountRow, order: BookOrder) -> Recipient:
    recipient = find_recipient(db, order.to_routing_number, order.to_account_number)
    if recipient is None:
        raise Refused(
            "recipient_unknown",
            "There is no account here with that number.",
            next_step="Check the number with the person you pay.",
        )
    if recipient.account_id == account.id:
        raise Refused("same_account", "That is the account the money would come from.")
    if order.amount.currency != account.currency:
        raise Refused("currency_mismatch", f"The account is held in {account.currency}.")
    return recipient


def _row(
    account: AccountRow, recipient: Recipient, order: BookOrder, now: datetime
) -> dict[str, object]:
    today = eastern_day(now)
    return {
        "customer_id": account.customer_id,
        "account_id": account.id,
        "program_id": account.program_id,
        "rail": "book",
        "direction": "outgoing",
        "amount_minor": order.amount.minor,
        "currency": order.amount.currency,
        "status": Status.SETTLED,
        "description": order.description,
        "counterparty_name": recipient.shown_name,
        "counterparty_routing": order.to_routing_number,
        "counterparty_account": order.to_account_number,
        "to_account_id": recipient.account_id,
        "idempotency_key": scoped_key(account.id, order.key),
        "created_at": now,
        "effective_on": today,
        "settled_on": today,
    }


def transfer_draft(
    db: Session,
    account: AccountRow,
    recipient: Recipient,
    order: BookOrder,
    payment_id: PaymentId,
    now: datetime,
    *,
    settles_hold: HoldId | None = None,
) -> Draft:
    """The two entries, each told to its side; of a payment that waited, against its hold."""
    note = f": {order.description}" if order.description else ""
    is_own = recipient.customer_id == account.customer_id
    to_whom = "your other account" if is_own else recipient.shown_name
    from_whom = "your other account" if is_own else owner_name(db, account.customer_id)
    return Draft(
        key=f"payment {payment_id}",
        cause=Cause.BOOK_TRANSFER,
        subject=("payment", payment_id),
        description=f"Book transfer{note}",
        effective_on=eastern_day(now),
        entries=move(
            order.amount,
            debit=LedgerAccountId(account.ledger_account_id),
            credit=recipient.ledger_account_id,
            debit_text=f"Transfer to {to_whom}{note}",
            credit_text=f"Transfer from {from_whom}{note}",
        ),
        settles_hold=settles_hold,
    )


def _transfer(
    db: Session,
    account: AccountRow,
    recipient: Recipient,
    order: BookOrder,
    payment_id: PaymentId,
    *,
    now: datetime,
) -> None:
    with recipient_unnamed():
        post(db, transfer_draft(db, account, recipient, order, payment_id, now), now=now)


def _set_aside(
    db: Session,
    account: AccountRow,
    recipient: Recipient,
    order: BookOrder,
    payment_id: PaymentId,
    *,
    now: datetime,
) -> None:
    hold_id = place_hold(
        db,
        HoldOrder(
            ledger_account_id=LedgerAccountId(account.ledger_account_id),
            amount=order.amount,
            reason=f"Transfer to {recipient.shown_name}",
            subject=("payment", payment_id),
            key=f"payment {payment_id}",
        ),
        now=now,
    )
    db.execute(update(PaymentRow).where(PaymentRow.id == payment_id).values(hold_id=hold_id))


def _settled(payment_id: PaymentId, now: datetime) -> Update:
    """A rule might have wanted a second person, and for this payment it did not."""
    return (
        update(PaymentRow)
        .where(PaymentRow.id == payment_id)
        .values(status=Status.SETTLED.value, settled_on=eastern_day(now))
    )


@contextmanager
def recipient_unnamed() -> Iterator[None]:
    """A frozen account refuses alike whichever it is: nobody learns the other's state."""
    try:
        yield
    except Refused as refused:
        if refused.code != "account_not_open":
            raise
        raise Refused(
            "transfer_not_possible",
            "This transfer cannot be made: one of the two accounts is closed or frozen.",
            next_step="Ask support if the account is yours.",
        ) from refused
