"""Approvals: who decides is told that one waits, who asked what came of it, and all end in time."""

from uuid import UUID

from app.banking.approvals.actions.ask import EXPIRE, WAITS
from app.banking.approvals.actions.close_approval import DECIDED
from app.banking.approvals.actions.tell_checkers import tell_checkers
from app.banking.approvals.actions.tell_maker import tell_maker
from app.banking.decisions.actions.end_request import expire_request
from app.kernel.actor import SCHEDULE
from app.kernel.ids import ApprovalId
from app.workers.registry import Job, handler


@handler(EXPIRE)
def expire(job: Job) -> None:
    """One that was decided before is left as it is."""
    approval_id = ApprovalId(UUID(job.payload["approval_id"]))
    expire_request(job.db, approval_id=approval_id, actor=SCHEDULE, now=job.now)


@handler(WAITS)
def waits(job: Job) -> None:
    approval_id = ApprovalId(UUID(job.payload["approval_id"]))
    tell_checkers(job.db, approval_id, actor=SCHEDULE, now=job.now)


@handler(DECIDED)
def decided(job: Job) -> None:
    approval_id = ApprovalId(UUID(job.payload["approval_id"]))
    tell_maker(job.db, approval_id, actor=SCHEDULE, now=job.now)
