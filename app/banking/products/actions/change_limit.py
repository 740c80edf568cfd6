"""Write another limit of a program, once a second person has agreed: a new dated row."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.queries import was_executed
from app.banking.audit.actions.record import record
from app.banking.products.actions.propose_limit import LIMIT
from app.banking.products.changing import LimitChange, check_limit_change
from app.banking.products.dated import succeed
from app.banking.products.tables import LimitRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId
from app.rails.calendars import eastern_day


def change_limit(
    db: Session, change: LimitChange, *, approval_id: ApprovalId, actor: Actor, now: datetime
) -> None:
    """The partner's own row; the bank's stays. Raises Refused("approval_needed"), and others."""
    if not was_executed(db, approval_id, action=LIMIT, subject_id=change.program_id):
        raise Refused("approval_needed", "A second person has not agreed to this limit.")
    today = eastern_day(now)
    check_limit_change(db, change, today=today)
    what = {"rail": change.rail, "period": change.period, "set_by": "partner"}
    succeed(
        db,
        LimitRow,
        {"program_id": change.program_id, **what},
        first=change.effective_from,
        now=now,
        amount_minor=change.amount.minor,
        currency=change.amount.currency,
        source=f"Own limit, approved {today:%b %-d, %Y}",
        approval_id=approval_id,
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
