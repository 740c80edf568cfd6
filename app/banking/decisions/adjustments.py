"""Posting an adjustment once as many people have agreed as a rule asks for."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.adjustments.actions.approve_adjustment import approve_adjustment
from app.banking.adjustments.actions.end_adjustment import end_adjustment
from app.banking.adjustments.actions.reject_adjustment import reject_adjustment
from app.banking.adjustments.actions.withdraw_adjustment import withdraw_adjustment
from app.banking.adjustments.approving import shown_adjustment
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.approvals.queries import Asked
from app.banking.approvals.rules import Status
from app.banking.decisions.executor import Executor, Occasion
from app.kernel.ids import AdjustmentId

SAID_NO, ENDED = "A second person said no.", "Nobody decided in time, or it has changed."


def present(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """The lines as they are, locked; None when it is proposed no longer, or for too long."""
    row = db.scalar(
        select(AdjustmentRow)
        .where(
            AdjustmentRow.id == asked.subject_id,
            AdjustmentRow.status == "proposed",
            AdjustmentRow.expires_at > now,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return shown_adjustment(db, row) if row else None


def execute(db: Session, asked: Asked, occasion: Occasion) -> None:
    approve_adjustment(
        db,
        adjustment_id=AdjustmentId(asked.subject_id),
        actor=occasion.actor,
        now=occasion.now,
    )


def close(db: Session, asked: Asked, status: Status, occasion: Occasion) -> None:
    """It ends with its request; one that has ended already stays as it is."""
    adjustment_id, actor, now = AdjustmentId(asked.subject_id), occasion.actor, occasion.now
    if present(db, asked, now) is None:
        return
    if status is Status.REJECTED:
        reject_adjustment(db, adjustment_id=adjustment_id, note=SAID_NO, actor=actor, now=now)
    elif status is Status.WITHDRAWN:
        withdraw_adjustment(db, adjustment_id=adjustment_id, actor=actor, now=now)
    else:
        end_adjustment(db, adjustment_id=adjustment_id, reason=ENDED, actor=actor, now=now)


ADJUSTMENT = Executor(present, execute, close)
