"""Write another fee of a product, once a second person has agreed: a new dated row."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.queries import was_executed
from app.banking.audit.actions.record import record
from app.banking.products.actions.propose_fee import FEE
from app.banking.products.changing import FEES, FeeChange, check_fee_change
from app.banking.products.dated import succeed
from app.banking.products.tables import FeeRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import ApprovalId
from app.rails.calendars import eastern_day


def change_fee(
    db: Session, change: FeeChange, *, approval_id: ApprovalId, actor: Actor, now: datetime
) -> None:
    """Raises Refused("approval_needed"), and what checking the change raises."""
    if not was_executed(db, approval_id, action=FEE, subject_id=change.product_id):
        raise Refused("approval_needed", "A second person has not agreed to this fee.")
    today = eastern_day(now)
    check_fee_change(db, change, today=today)
    succeed(
        db,
        FeeRow,
        {"product_id": change.product_id, "kind": change.kind},
        first=change.effective_from,
        now=now,
        label=FEES[change.kind],
        amount_minor=change.amount.minor,
        currency=change.amount.currency,
        source=f"Fee schedule, approved {today:%b %-d, %Y}",
        approval_id=approval_id,
    )
    record(
        db,
        actor,
        "fee.changed",
        subject=("product", change.product_id),
        now=now,
        kind=change.kind,
        amount_minor=change.amount.minor,
        effective_from=change.effective_from.isoformat(),
        approval_id=str(approval_id),
    )
