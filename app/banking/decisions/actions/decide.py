"""Say yes or no to a request; the last yes that was missing makes it happen, here and now."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.banking.approvals.actions.close_approval import close_approval
from app.banking.approvals.actions.vote import Ballot, vote
from app.banking.approvals.queries import Asked, asked_of
from app.banking.approvals.rows import lock_approval
from app.banking.approvals.rules import Status, canonical
from app.banking.approvals.tables import ApprovalRow
from app.banking.decisions.executor import Executor, Occasion
from app.banking.decisions.register import executor_of
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId

EXPIRED, CHANGED = "Nobody decided in time.", "What it is about has changed."


class Outcome(StrEnum):
    """What came of it; all of these are kept."""

    COUNTED = "counted"
    EXECUTED = "executed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    VOID = "void"


def decide(
    db: Session, *, approval_id: ApprovalId, ballot: Ballot, actor: Actor, now: datetime
) -> Outcome:
    """Vote, and execute when that was enough: at most once, and exactly what was shown.

    A request that is too old, or whose object is not what it was, ends instead, and that is kept.
    Raises NotFound, Conflict (already_decided, shown_differs, already_voted), Forbidden, Refused,
    and what executing raises: then nothing happens and the vote is not kept either.
    """
    row = lock_approval(db, approval_id)
    executor, occasion = executor_of(row.action), Occasion(actor, now)
    if now >= row.expires_at:
        return _end(db, row, executor, Status.EXPIRED, EXPIRED, occasion)
    if not is_unchanged(db, asked_of(row), executor, now):
        return _end(db, row, executor, Status.VOID, CHANGED, occasion)
    tally = vote(db, row, ballot, actor=actor, now=now)
    if not ballot.is_yes:
        return _end(db, row, executor, Status.REJECTED, ballot.note, occasion)
    if not tally.is_enough:
        return Outcome.COUNTED
    close_approval(db, row, Status.EXECUTED, actor=actor, now=now)
    executor.execute(db, asked_of(row), occasion)
    return Outcome.EXECUTED


def is_unchanged(db: Session, asked: Asked, executor: Executor, now: datetime) -> bool:
    """Whether what would happen now is, byte for byte, what was shown."""
    present = executor.present(db, asked, now)
    return present is not None and canonical(present) == canonical(asked.shown)


def _end(
    db: Session,
    row: ApprovalRow,
    executor: Executor,
    status: Status,
    reason: str,
    occasion: Occasion,
) -> Outcome:
    close_approval(db, row, status, reason=reason, actor=occasion.actor, now=occasion.now)
    executor.close(db, asked_of(row), status, occasion)
    return Outcome(status.value)
