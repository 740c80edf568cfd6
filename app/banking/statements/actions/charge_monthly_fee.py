"""Charge the product's monthly fee for a month that is over, before its statement is issued."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.history import posted_under, tally
from app.banking.ledger.queries import balance_of, chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.products.queries import product_fee
from app.banking.statements.parties import StatedAccount, lock_account
from app.banking.statements.queries import statement_of
from app.banking.statements.rules import check_month, fee_to_charge, is_fee_due, last_day
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import AccountId, TransactionId
from app.kernel.money import Money


def charge_monthly_fee(
    db: Session, *, account_id: AccountId, month_on: date, actor: Actor, now: datetime
) -> TransactionId | None:
    """Post the fee on the month's last day, once; None when there is nothing to charge.

    At most what is available is taken, and nothing once the month's statement is out. Raises
    NotFound, and Refused for a month that is not over.
    """
    account = lock_account(db, account_id)
    key = f"monthly fee {account_id} {month_on:%Y-%m}"
    if charged := posted_under(db, key):
        return charged
    check_month(month_on, opened_on=account.opened_on, closed_on=account.closed_on, now=now)
    amount = _amount_due(db, account, month_on)
    if amount is None or statement_of(db, account_id, month_on):
        return None
    draft = Draft(
        key=key,
        cause=Cause.FEE,
        subject=("account", account_id),
        description=f"Monthly fee, {month_on:%B %Y}",
        effective_on=last_day(month_on),
        entries=move(
            amount,
            debit=account.ledger_account_id,
            credit=chart(db, account.program_id)["fee_income"],
            debit_text=f"Monthly fee, {month_on:%B %Y}",
        ),
    )
    return _post(db, draft, account, actor=actor, now=now)


def _amount_due(db: Session, account: StatedAccount, month_on: date) -> Money | None:
    if not is_fee_due(month_on, opened_on=account.opened_on, closed_on=account.closed_on):
        return None
    fee = product_fee(db, account.product_id, kind="monthly", day=last_day(month_on))
    if fee is None:
        return None
    return fee_to_charge(
        fee,
        available=balance_of(db, account.ledger_account_id).available,
        at_month_end=tally(db, account.ledger_account_id, last=last_day(month_on)).amount,
    )


def _post(
    db: Session, draft: Draft, account: StatedAccount, *, actor: Actor, now: datetime
) -> TransactionId | None:
    """Refused when the account is frozen, or its money went this very moment: then it is waived."""
    amount = draft.entries[0].amount
    details: dict[str, Any] = {
        "key": draft.key,
        "amount_minor": amount.minor,
        "currency": amount.currency,
    }
    try:
        with db.begin_nested():
            transaction_id = post(db, draft, now=now).id
    except Refused as refusal:
        verb, transaction_id, details["reason"] = "fee.waived", None, refusal.code
    else:
        verb = "fee.charged"
    record(
        db,
        actor,
        verb,
        subject=("account", account.id),
        now=now,
        customer_id=account.customer_id,
        **details,
    )
    return transaction_id
