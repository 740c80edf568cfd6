"""A person gives set-aside money back before its time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.end_hold import end_hold
from app.banking.ledger.asides import hold_detail
from app.banking.ledger.rules import check_by_hand
from app.kernel.actor import Actor
from app.kernel.ids import HoldId


def release_hold(db: Session, *, hold_id: HoldId, reason: str, actor: Actor, now: datetime) -> None:
    """Release it; asking twice is safe. Raises NotFound, Refused("hold_of_payment")."""
    hold = hold_detail(db, hold_id)
    check_by_hand(hold.subject_kind)
    if end_hold(db, hold_id=hold_id, status="released", now=now):
        record(
            db,
            actor,
            "hold.released",
            subject=("hold", hold_id),
            now=now,
            reason=reason,
            amount_minor=hold.amount.minor,
            currency=hold.amount.currency,
        )
