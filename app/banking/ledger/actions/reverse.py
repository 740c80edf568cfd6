"""Undo a transaction by a new one with its sides swapped; history only grows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft, Entry, Side, reversal_of
from app.banking.ledger.tables import TransactionRow
from app.banking.ledger.transactions import transaction_detail
from app.kernel.actor import Actor
from app.kernel.ids import TransactionId


def reverse(
    db: Session, *, transaction_id: TransactionId, reason: str, actor: Actor, now: datetime
) -> TransactionId:
    """Post the opposite of a transaction, once; returns the reversal's id.

    Raises NotFound, and Refused("insufficient_funds") when the money has gone on.
    """
    done = db.scalar(select(TransactionRow.id).where(TransactionRow.reverses_id == transaction_id))
    if done is not None:
        return TransactionId(done)
    first = transaction_detail(db, transaction_id)
    entries = [Entry(e.ledger_account_id, Side(e.side), e.amount) for e in first.entries]
    posted = post(
        db,
        Draft(
            key=f"reversal {transaction_id}",
            cause=Cause.REVERSAL,
            subject=("transaction", UUID(int=transaction_id.int)),
            description=f"Reversal: {reason}",
            effective_on=now.date(),
            entries=reversal_of(entries),
            reverses=transaction_id,
        ),
        now=now,
    )
    if posted.is_replay:
        return posted.id
    record(
        db,
        actor,
        "transaction.reversed",
        subject=("transaction", transaction_id),
        now=now,
        reason=reason,
        reversal_id=str(posted.id),
    )
    return posted.id
