"""Propose to undo a transaction: its entries with the sides swapped."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.banking.adjustments.actions.propose_adjustment import (
    AdjustmentOrder,
    propose_adjustment,
)
from app.banking.adjustments.rules import Kind, Status
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.audit.actions.record import record
from app.banking.ledger.rules import Entry, Side, reversal_of
from app.banking.ledger.transactions import reversed_by, transaction_detail
from app.kernel.actor import Actor
from app.kernel.errors import Conflict
from app.kernel.ids import AdjustmentId, TransactionId


def propose_reversal(
    db: Session,
    *,
    transaction_id: TransactionId,
    reason: str,
    key: str,
    actor: Actor,
    now: datetime,
) -> AdjustmentId:
    """Write the proposal down; a transaction has at most one that waits.

    Raises NotFound, Conflict (already_reversed, reversal_waiting), Refused.
    """
    first = transaction_detail(db, transaction_id)
    if reversed_by(db, transaction_id):
        raise Conflict(
            "already_reversed",
            "The transaction has been reversed before.",
            next_step="Open it to see the reversal.",
        )
    _end_overdue(db, transaction_id, actor=actor, now=now)
    entries = [Entry(e.ledger_account_id, Side(e.side), e.amount) for e in first.entries]
    order = AdjustmentOrder(
        key=key,
        kind=Kind.REVERSAL,
        reason=reason,
        entries=reversal_of(entries),
        reverses=transaction_id,
    )
    try:
        with db.begin_nested():
            return propose_adjustment(db, order, actor=actor, now=now)
    except IntegrityError as error:
        raise Conflict(
            "reversal_waiting",
            "Its reversal is proposed already and waits for a second person.",
            next_step="Open the list of adjustments to see it.",
        ) from error


def _end_overdue(
    db: Session, transaction_id: TransactionId, *, actor: Actor, now: datetime
) -> None:
    """One that waited for too long makes way."""
    row = AdjustmentRow
    ended = db.scalars(
        update(row)
        .where(
            row.reverses_id == transaction_id,
            row.status == Status.PROPOSED,
            row.expires_at <= now,
        )
        .values(status=Status.EXPIRED.value)
        .returning(row.id)
    ).all()
    for adjustment_id in ended:
        record(db, actor, "adjustment.expired", subject=("adjustment", adjustment_id), now=now)
