"""Take an order to send money by ACH: the money is set aside until a window carries it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.banking.payments.approving import ask_to_send
from app.banking.payments.orders import (
    AchOrder,
    check_sending,
    claim,
    find_recipient,
    first_payment,
    scoped_key,
    sender_account,
    winning_payment,
)
from app.banking.payments.rules import (
    ACH_AMOUNT_MAX,
    Status,
    fingerprint,
    tidy_counterparty,
    tidy_description,
    window_for,
)
from app.banking.payments.tables import PaymentRow
from app.banking.products.queries import product_fee
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import HoldId, LedgerAccountId, PaymentId, ProductId, new_id
from app.kernel.money import Money, zero
from app.rails.calendars import eastern_day


def send_ach(db: Session, order: AchOrder, *, actor: Actor, now: datetime) -> PaymentId:
    """Set amount and fee aside and plan the payment for the next window; once per key.

    Where a rule wants a second person it waits for one, with the money set aside.

    Raises NotFound, Conflict, and Refused for a counterparty, limit or balance that does not
    allow it; a refusal leaves nothing behind.
    """
    account = sender_account(db, order.account_id)
    order = _checked(db, account, order)
    asked = fingerprint(order)
    if known := first_payment(db, account, order.key, asked):
        return known
    payment_id = PaymentId(new_id(now))
    fee = _fee(db, account, now)
    with db.begin_nested():
        if claim(db, _row(account, order, asked, fee, now) | {"id": payment_id, **_by(actor)}):
            hold_id = _set_aside(db, account, order, payment_id, fee, now=now)
            check_sending(db, account, order.amount, rail="ach", now=now)
            waits = ask_to_send(db, payment_id, actor=actor, now=now)
            db.execute(_stands(payment_id, hold_id, is_waiting=waits is not None))
            record(
                db,
                actor,
                "payment.requested" if waits else "payment.approved",
                subject=("payment", payment_id),
                now=now,
                customer_id=account.customer_id,
                rail="ach",
                amount_minor=order.amount.minor,
                fee_minor=fee.minor,
            )
            return payment_id
    return winning_payment(db, account, order.key, asked)


def _checked(db: Session, account: AccountRow, order: AchOrder) -> AchOrder:
    counterparty = tidy_counterparty(order.counterparty)
    if order.amount.currency != account.currency or order.amount > ACH_AMOUNT_MAX:
        raise Refused("amount_too_large", f"By ACH you can send at most {ACH_AMOUNT_MAX}.")
    if find_recipient(db, counterparty.routing_number, counterparty.account_number):
        raise Refused(
            "account_is_here",
            "That account is with us.",
            next_step="Send a transfer to it instead: it arrives at once and costs nothing.",
        )
    return replace(
        order, counterparty=counterparty, description=tidy_description(order.description)
    )


def _fee(db: Session, account: AccountRow, now: datetime) -> Money:
    day = eastern_day(now)
    fee = product_fee(db, ProductId(account.product_id), kind="ach_outgoing", day=day)
    return fee or zero(account.currency)


def _by(actor: Actor) -> dict[str, str]:
    return {"created_by": actor.label}


def _row(
    account: AccountRow, order: AchOrder, asked: bytes, fee: Money, now: datetime
) -> dict[str, object]:
    window = window_for(order.amount, now)
    return {
        "customer_id": account.customer_id,
        "account_id": account.id,
        "program_id": account.program_id,
        "rail": "ach",
        "direction": "outgoing",
        "amount_minor": order.amount.minor,
        "fee_minor": fee.minor,
        "currency": order.amount.currency,
        "status": Status.PENDING_APPROVAL,
        "description": order.description,
        "counterparty_name": order.counterparty.name,
        "counterparty_routing": order.counterparty.routing_number,
        "counterparty_account": order.counterparty.account_number,
        "counterparty_account_type": order.counterparty.account_type,
        "idempotency_key": scoped_key(account.id, order.key),
        "fingerprint": asked,
        "created_at": now,
        "window_at": window.deadline_at,
        "effective_on": window.settles_on,
    }


def _set_aside(
    db: Session,
    account: AccountRow,
    order: AchOrder,
    payment_id: PaymentId,
    fee: Money,
    *,
    now: datetime,
) -> HoldId:
    return place_hold(
        db,
        HoldOrder(
            ledger_account_id=LedgerAccountId(account.ledger_account_id),
            amount=order.amount + fee,
            reason=f"ACH to {order.counterparty.name}",
            subject=("payment", payment_id),
            key=f"payment {payment_id}",
        ),
        now=now,
    )


def _stands(payment_id: PaymentId, hold_id: HoldId, *, is_waiting: bool) -> Update:
    """Written as waiting, it is approved in the same breath where one person is enough."""
    status = Status.PENDING_APPROVAL if is_waiting else Status.APPROVED
    return (
        update(PaymentRow)
        .where(PaymentRow.id == payment_id)
        .values(hold_id=hold_id, status=status.value)
    )
