"""The receiving bank sent a payment back: give the money back and say why."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.queries import chart
from app.banking.ledger.rules import Cause, Draft, move
from app.banking.payments.rows import amount_of, lock_payment
from app.banking.payments.rules import Status, advance
from app.banking.payments.settling import settle_payment
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId, PaymentId


def return_ach(
    db: Session,
    *,
    payment_id: PaymentId,
    code: str,
    settled_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Take the money back for the customer, once; the same return again changes nothing.

    `settled_on` is the day the return settled. What comes back had settled: where our own
    advice is late, that is posted first. An account that cannot be credited any more leaves the
    money in suspense. Raises NotFound, and Conflict for a payment that was never sent.
    """
    row = lock_payment(db, payment_id)
    if row.status == Status.RETURNED:
        return
    if row.status == Status.SUBMITTED:
        settle_payment(db, row, min(row.effective_on, settled_on), actor=actor, now=now)
    row.status = advance(row.status, Status.RETURNED)
    row.returned_on, row.return_code = settled_on, code
    db.flush()
    is_given_back = _give_back(db, row, code, settled_on, now=now)
    record(
        db,
        actor,
        "payment.returned",
        subject=("payment", payment_id),
        now=now,
        customer_id=row.customer_id,
        code=code,
        settled_on=settled_on.isoformat(),
        is_in_suspense=not is_given_back,
    )


def _give_back(db: Session, row: PaymentRow, code: str, settled_on: date, *, now: datetime) -> bool:
    accounts = chart(db, row.program_id)
    deposit = db.scalars(
        select(AccountRow.ledger_account_id).where(AccountRow.id == row.account_id)
    ).one()
    try:
        with db.begin_nested():
            post(db, _draft(row, code, settled_on, accounts, LedgerAccountId(deposit)), now=now)
    except Refused as refused:
        if refused.code != "account_not_open":
            raise
        post(db, _draft(row, code, settled_on, accounts, accounts["suspense"]), now=now)
        return False
    return True


def _draft(
    row: PaymentRow,
    code: str,
    settled_on: date,
    accounts: dict[str, LedgerAccountId],
    to: LedgerAccountId,
) -> Draft:
    words = f"Returned: ACH to {row.counterparty_name}"
    return Draft(
        key=f"payment {row.id} returned",
        cause=Cause.ACH_RETURN,
        subject=("payment", row.id),
        description=f"{words} ({code})",
        effective_on=settled_on,
        entries=move(amount_of(row), debit=accounts["fbo_cash"], credit=to, credit_text=words),
        details={"code": code},
    )
