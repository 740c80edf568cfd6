"""Move money between two accounts of one partner, at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, move
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
from app.banking.payments.queries import owner_name
from app.banking.payments.rules import Status, fingerprint, tidy_description
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId, PaymentId, new_id
from app.rails.calendars import eastern_day


def send_book(db: Session, order: BookOrder, *, actor: Actor, now: datetime) -> PaymentId:
    """Debit the sender, credit the recipient, settled at once; once per key.

    Raises NotFound, Conflict, and Refused for an unknown recipient, the same account, a limit,
    a freeze or too little money; a refusal leaves nothing behind.
    """
    account = sender_account(db, order.account_id)
    order = replace(order, description=tidy_description(order.description))
    asked = fingerprint(order)
    if known := first_payment(db, account, order.key, asked):
        return known
    recipient = _recipient(db, account, order)
    payment_id = PaymentId(new_id(now))
    with db.begin_nested():
        row = _row(account, recipient, order, now)
        by = {"id": payment_id, "fingerprint": asked, "created_by": actor.label}
        if claim(db, row | by):
            with _recipient_unnamed():
                post(db, _draft(db, account, recipient, order, payment_id, now), now=now)
            check_sending(db, account, order.amount, rail="book", now=now)
            record(
                db,
                actor,
                "payment.settled",
                subject=("payment", payment_id),
                now=now,
                customer_id=account.customer_id,
                rail="book",
                amount_minor=order.amount.minor,
            )
            return payment_id
    return winning_payment(db, account, order.key, asked)


def _recipient(db: Session, account: AccountRow, order: BookOrder) -> Recipient:
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


def _draft(
    db: Session,
    account: AccountRow,
    recipient: Recipient,
    order: BookOrder,
    payment_id: PaymentId,
    now: datetime,
) -> Draft:
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
    )


@contextmanager
def _recipient_unnamed() -> Iterator[None]:
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
