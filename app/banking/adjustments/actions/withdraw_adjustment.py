"""Whoever proposed it takes it back, as to propose it anew with other lines."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.adjustments.actions.approve_adjustment import lock_adjustment
from app.banking.adjustments.approving import request_waiting
from app.banking.adjustments.rules import Status, maker
from app.banking.approvals.actions.close_approval import close_approval
from app.banking.approvals.rules import Status as Ending
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import AdjustmentId


def withdraw_adjustment(
    db: Session, *, adjustment_id: AdjustmentId, actor: Actor, now: datetime
) -> None:
    """Take it back; asking twice is safe. Raises NotFound, Refused, Conflict."""
    waiting = request_waiting(db, adjustment_id)
    decider, row = maker(actor), lock_adjustment(db, adjustment_id)
    if row.proposed_by != decider:
        raise Refused(
            "not_yours",
            f"{row.proposed_label} proposed it.",
            next_step="Reject it instead, if you may approve adjustments.",
        )
    if row.status == Status.WITHDRAWN:
        return
    if row.status != Status.PROPOSED:
        raise Conflict("already_decided", f"The adjustment is {row.status} already.")
    row.status = Status.WITHDRAWN
    row.decided_by, row.decided_label, row.decided_at = decider, actor.label, now
    db.flush()
    if waiting:
        close_approval(db, waiting, Ending.WITHDRAWN, actor=actor, now=now)
    record(db, actor, "adjustment.withdrawn", subject=("adjustment", adjustment_id), now=now)
