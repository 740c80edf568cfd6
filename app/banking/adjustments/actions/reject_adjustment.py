"""A second person says no: nothing is posted."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.adjustments.actions.approve_adjustment import lock_adjustment
from app.banking.adjustments.approving import check_no_request
from app.banking.adjustments.rules import Status, check_decision, check_reason, maker
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.ids import AdjustmentId


def reject_adjustment(
    db: Session, *, adjustment_id: AdjustmentId, note: str, actor: Actor, now: datetime
) -> None:
    """Say no and why. Raises NotFound, Refused, Conflict("already_decided")."""
    check_no_request(db, adjustment_id)
    decider, note, row = maker(actor), check_reason(note), lock_adjustment(db, adjustment_id)
    check_decision(
        row.status,
        expires_at=row.expires_at,
        proposed_by=row.proposed_by,
        decider=decider,
        now=now,
    )
    row.status, row.note = Status.REJECTED, note
    row.decided_by, row.decided_label, row.decided_at = decider, actor.label, now
    db.flush()
    record(
        db,
        actor,
        "adjustment.rejected",
        subject=("adjustment", adjustment_id),
        now=now,
        note=note,
    )
