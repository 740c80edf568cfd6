"""A proposal ends undecided: its request expired, or what it is about has changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.adjustments.actions.approve_adjustment import lock_adjustment
from app.banking.adjustments.rules import Status
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.ids import AdjustmentId


def end_adjustment(
    db: Session, *, adjustment_id: AdjustmentId, reason: str, actor: Actor, now: datetime
) -> None:
    """Nothing is posted; one that was decided stays as it is. Raises NotFound."""
    row = lock_adjustment(db, adjustment_id)
    if row.status != Status.PROPOSED:
        return
    row.status = Status.EXPIRED
    db.flush()
    record(
        db,
        actor,
        "adjustment.expired",
        subject=("adjustment", adjustment_id),
        now=now,
        reason=reason,
    )
