"""When a customer proves once more who they are before a payment goes: to whom, and how much."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.payments.rules import NOT_SENT
from app.banking.payments.tables import PaymentRow
from app.banking.products.queries import program_limits
from app.kernel.ids import PaymentId, ProgramId
from app.kernel.money import Money
from app.rails.calendars import eastern_day

NEVER_LEFT = (*NOT_SENT, "pending_approval")


def why_prove(db: Session, payment_id: PaymentId, *, now: datetime) -> str | None:
    """A sentence that says why, for a payment made in this transaction; None where it may go.

    To a counterparty the customer has never paid, or above the program's step-up limit; never
    between a customer's own accounts.
    """
    row = db.scalars(select(PaymentRow).where(PaymentRow.id == payment_id)).one()
    if _stays_with_customer(db, row):
        return None
    limits = program_limits(db, ProgramId(row.program_id), rail=row.rail, day=eastern_day(now))
    amount = Money(row.amount_minor, row.currency)
    if limits.step_up and amount > limits.step_up:
        return f"You send more than {limits.step_up}."
    if not _has_paid_before(db, row):
        return "You have not paid this account before."
    return None


def _stays_with_customer(db: Session, row: PaymentRow) -> bool:
    if row.to_account_id is None:
        return False
    own = exists().where(
        AccountRow.partner_id == row.partner_id,
        AccountRow.id == row.to_account_id,
        AccountRow.customer_id == row.customer_id,
    )
    return bool(db.scalar(select(own)))


def _has_paid_before(db: Session, row: PaymentRow) -> bool:
    earlier = exists().where(
        PaymentRow.partner_id == row.partner_id,
        PaymentRow.customer_id == row.customer_id,
        PaymentRow.direction == "outgoing",
        PaymentRow.counterparty_routing == row.counterparty_routing,
        PaymentRow.counterparty_account == row.counterparty_account,
        PaymentRow.status.not_in(NEVER_LEFT),
        PaymentRow.id != row.id,
    )
    return bool(db.scalar(select(earlier)))
