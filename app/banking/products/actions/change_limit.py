"""Write another limit of a program, once a second person has agreed: a new dated row."""

from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.banking.approvals.queries import was_executed
from app.banking.audit.actions.record import record
from app.banking.products.actions.propose_limit import LIMIT
from app.banking.products.changing import LimitChange, check_limit_change
from app.banking.products.tables import LimitRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId, new_id
from app.rails.calendars import eastern_day
from app.storage.scope import current_scope


def change_limit(
    db: Session, change: LimitChange, *, approval_id: ApprovalId, actor: Actor, now: datetime
) -> None:
    """The partner's own row; the bank's stays. Raises Refused("approval_needed"), and others."""
    if not was_executed(db, approval_id, action=LIMIT, subject_id=change.program_id):
        raise Refused("approval_needed", "A second person has not agreed to this limit.")
    today = eastern_day(now)
    check_limit_change(db, change, today=today)
    db.execute(
        update(LimitRow)
        .where(
            LimitRow.program_id == change.program_id,
            LimitRow.rail == change.rail,
            LimitRow.period == change.period,
            LimitRow.set_by == "partner",
            LimitRow.effective_to.is_(None),
            LimitRow.effective_from < change.effective_from,
        )
        .values(effective_to=change.effective_from - timedelta(days=1))
    )
    db.execute(
        insert(LimitRow).values(
            partner_id=current_scope(db).partner_id,
            id=new_id(now),
            program_id=change.program_id,
            rail=change.rail,
            period=change.period,
            amount_minor=change.amount.minor,
            currency=change.amount.currency,
            effective_from=change.effective_from,
            source=f"Own limit, approved {today:%b %-d, %Y}",
            set_by="partner",
            approval_id=approval_id,
        )
    )
    record(
        db,
        actor,
        "limit.changed",
        subject=("program", change.program_id),
        now=now,
        rail=change.rail,
        period=change.period,
        amount_minor=change.amount.minor,
        effective_from=change.effective_from.isoformat(),
        approval_id=str(approval_id),
    )
