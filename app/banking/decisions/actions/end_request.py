"""End a request without a vote: its maker takes it back, or its time is over."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.close_approval import close_approval
from app.banking.approvals.queries import asked_of
from app.banking.approvals.rows import lock_approval
from app.banking.approvals.rules import Status
from app.banking.decisions.actions.decide import EXPIRED
from app.banking.decisions.executor import Occasion
from app.banking.decisions.register import executor_of
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import ApprovalId


def withdraw_request(db: Session, *, approval_id: ApprovalId, actor: Actor, now: datetime) -> None:
    """Its maker takes it back. Raises NotFound, Conflict("already_decided"), Refused."""
    row = lock_approval(db, approval_id)
    if row.maker_id != actor.id:
        raise Refused(
            "not_yours",
            f"{row.maker_label} asked for it.",
            next_step="Say no instead, if your role decides it.",
        )
    close_approval(db, row, Status.WITHDRAWN, actor=actor, now=now)
    executor_of(row.action).close(db, asked_of(row), Status.WITHDRAWN, Occasion(actor, now))


def expire_request(db: Session, *, approval_id: ApprovalId, actor: Actor, now: datetime) -> bool:
    """Its time is over; False when it had ended before, or has time left."""
    try:
        row = lock_approval(db, approval_id)
    except Conflict:
        return False
    if now < row.expires_at:
        return False
    close_approval(db, row, Status.EXPIRED, reason=EXPIRED, actor=actor, now=now)
    executor_of(row.action).close(db, asked_of(row), Status.EXPIRED, Occasion(actor, now))
    return True
