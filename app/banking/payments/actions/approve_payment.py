"""A payment that waited is approved: it goes with the next window, or at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.queries import was_executed
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.standing import standings
from app.banking.payments.actions.send_book import (
    recipient_of,
    recipient_unnamed,
    transfer_draft,
)
from app.banking.payments.approving import SEND
from app.banking.payments.orders import BookOrder, check_sending_again, sender_account
from app.banking.payments.rows import amount_of, lock_payment
from app.banking.payments.rules import Status, advance, window_for
from app.banking.payments.tables import PaymentRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import AccountId, ApprovalId, HoldId, PaymentId
from app.rails.calendars import eastern_day


def approve_payment(
    db: Session, *, payment_id: PaymentId, approval_id: ApprovalId, actor: Actor, now: datetime
) -> None:
    """Let it go on, exactly as it was asked for; only for whoever executes its approval.

    Raises NotFound, Conflict, and Refused: approval_needed, account_frozen, a limit that is lower
    now, and for a transfer what posting refuses.
    """
    row = lock_payment(db, payment_id)
    if not was_executed(db, approval_id, action=SEND, subject_id=payment_id):
        raise Refused("approval_needed", "A second person has not agreed to this payment.")
    row.status = advance(row.status, Status.APPROVED)
    _check_account(db, row)
    check_sending_again(db, row, now=now)
    if row.rail == "ach":
        window = window_for(amount_of(row), now)
        row.window_at, row.effective_on = window.deadline_at, window.settles_on
        done = "payment.approved"
    else:
        _transfer(db, row, now)
        done = "payment.settled"
    db.flush()
    record(
        db,
        actor,
        done,
        subject=("payment", payment_id),
        now=now,
        customer_id=row.customer_id,
        rail=row.rail,
        amount_minor=row.amount_minor,
        approval_id=str(approval_id),
    )


def _check_account(db: Session, row: PaymentRow) -> None:
    account = sender_account(db, AccountId(row.account_id))
    standing = standings(db, [account.ledger_account_id])[account.ledger_account_id]
    if standing.is_outgoing_frozen:
        raise Refused(
            "account_frozen",
            "The account is frozen, so nothing leaves it.",
            next_step="Say no, or wait until the freeze is over.",
        )


def _transfer(db: Session, row: PaymentRow, now: datetime) -> None:
    """The transfer against its hold, to the very account that was shown."""
    account = sender_account(db, AccountId(row.account_id))
    order = BookOrder(
        account_id=AccountId(row.account_id),
        amount=amount_of(row),
        to_routing_number=row.counterparty_routing,
        to_account_number=row.counterparty_account,
        description=row.description,
        key="",
    )
    recipient = recipient_of(db, account, order)
    if recipient.account_id != row.to_account_id:
        raise Refused("recipient_changed", "That number belongs to another account now.")
    hold_id = HoldId(row.hold_id) if row.hold_id else None
    draft = transfer_draft(
        db, account, recipient, order, PaymentId(row.id), now, settles_hold=hold_id
    )
    with recipient_unnamed():
        post(db, draft, now=now)
    row.status = Status.SETTLED
    row.effective_on = row.settled_on = eastern_day(now)
