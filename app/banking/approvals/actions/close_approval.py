"""End a request: executed, rejected, taken back, expired, or void because its object changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow
from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.kernel.actor import Actor

DECIDED = "approval.decided"


def close_approval(
    db: Session,
    row: ApprovalRow,
    status: Status,
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Once and for good; the caller holds the lock of one that waits."""
    row.status, row.closed_at = status.value, now
    row.closed_label, row.closed_reason = actor.label, reason or None
    db.flush()
    if status is not Status.WITHDRAWN:
        publish(
            db,
            DECIDED,
            key=str(row.id),
            now=now,
            customer_id=row.customer_id,
            approval_id=str(row.id),
        )
    record(
        db,
        actor,
        f"approval.{'voided' if status is Status.VOID else status.value}",
        subject=("approval", row.id),
        now=now,
        customer_id=row.customer_id,
        about=row.action,
        about_id=str(row.subject_id),
        reason=reason,
        shown_sha256=row.shown_sha256,
    )
