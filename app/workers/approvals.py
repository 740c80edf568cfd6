"""Approvals that nobody gave in time end by themselves."""

from uuid import UUID

from app.banking.approvals.actions.ask import EXPIRE
from app.banking.decisions.actions.end_request import expire_request
from app.kernel.actor import SCHEDULE
from app.kernel.ids import ApprovalId
from app.workers.registry import Job, handler


@handler(EXPIRE)
def expire(job: Job) -> None:
    """One that was decided before is left as it is."""
    approval_id = ApprovalId(UUID(job.payload["approval_id"]))
    expire_request(job.db, approval_id=approval_id, actor=SCHEDULE, now=job.now)
