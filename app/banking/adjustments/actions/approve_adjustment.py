"""A second person says yes: the adjustment is posted, once, exactly as it was proposed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.adjustments.approving import check_no_request
from app.banking.adjustments.queries import entries_of
from app.banking.adjustments.rules import Kind, Status, check_decision, maker, words_of
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.audit.actions.record import record
from app.banking.ledger.actions.post import post
from app.banking.ledger.rules import Cause, Draft
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import AdjustmentId, TransactionId
from app.rails.calendars import eastern_day

CAUSES = {
    Kind.ADJUSTMENT: Cause.ADJUSTMENT,
    Kind.EXCHANGE: Cause.EXCHANGE,
    Kind.REVERSAL: Cause.REVERSAL,
}


def approve_adjustment(
    db: Session, *, adjustment_id: AdjustmentId, actor: Actor, now: datetime
) -> TransactionId:
    """Post it; the same person asking twice is told the same transaction.

    Raises NotFound, Refused (maker_is_checker, adjustment_expired, user_needed, rule_applies) and
    what posting raises: insufficient_funds, account_not_open, period_locked; Conflict
    (already_decided, already_reversed).
    """
    check_no_request(db, adjustment_id)
    decider, row = maker(actor), lock_adjustment(db, adjustment_id)
    if row.transaction_id and row.decided_by == decider:
        return TransactionId(row.transaction_id)
    check_decision(
        row.status,
        expires_at=row.expires_at,
        proposed_by=row.proposed_by,
        decider=decider,
        now=now,
    )
    posted = post(db, _draft(db, row, now=now), now=now)
    row.status, row.transaction_id = Status.APPROVED, posted.id
    row.decided_by, row.decided_label, row.decided_at = decider, actor.label, now
    db.flush()
    _note(db, row, posted.id, actor=actor, now=now)
    return posted.id


def _note(
    db: Session, row: AdjustmentRow, posted_id: TransactionId, *, actor: Actor, now: datetime
) -> None:
    record(
        db,
        actor,
        "adjustment.approved",
        subject=("adjustment", row.id),
        now=now,
        transaction_id=str(posted_id),
        proposed_by=row.proposed_label,
    )
    if row.reverses_id:
        record(
            db,
            actor,
            "transaction.reversed",
            subject=("transaction", row.reverses_id),
            now=now,
            reason=row.reason,
            reversal_id=str(posted_id),
        )


def lock_adjustment(db: Session, adjustment_id: AdjustmentId) -> AdjustmentRow:
    """Two people never decide one adjustment; the later one finds it decided. Raises NotFound."""
    row = db.scalar(
        select(AdjustmentRow)
        .where(AdjustmentRow.id == adjustment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("adjustment")
    return row


def _draft(db: Session, row: AdjustmentRow, *, now: datetime) -> Draft:
    reverses = TransactionId(row.reverses_id) if row.reverses_id else None
    details: dict[str, str | int | bool] = {"proposed_by": row.proposed_label}
    if row.about_on:
        details["about"] = row.about_on.isoformat()
    return Draft(
        key=f"adjustment {row.id}",
        cause=CAUSES[Kind(row.kind)],
        subject=("adjustment", UUID(int=row.id.int)),
        description=words_of(row.kind, row.reason, row.about_on),
        effective_on=row.effective_on or eastern_day(now),
        entries=entries_of(db, row.id),
        reverses=reverses,
        details=details,
    )
