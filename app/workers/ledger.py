"""Work of the ledger that waits: holds expire at their time."""

from uuid import UUID

from app.banking.audit.actions.record import record
from app.banking.ledger.actions.end_hold import end_hold
from app.kernel.actor import SCHEDULE
from app.kernel.ids import HoldId
from app.workers.registry import Job, handler


@handler("hold.expire")
def expire_hold(job: Job) -> None:
    """Its time is over; one that ended before is left as it is."""
    hold_id = HoldId(UUID(job.payload["hold_id"]))
    if end_hold(job.db, hold_id=hold_id, status="expired", now=job.now):
        record(job.db, SCHEDULE, "hold.expired", subject=("hold", hold_id), now=job.now)
