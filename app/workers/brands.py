"""Brand versions whose moment has come."""

from uuid import UUID

from app.banking.brands.actions.publish_due import publish_due
from app.banking.brands.actions.schedule_version import DUE
from app.kernel.actor import SCHEDULE
from app.kernel.ids import BrandVersionId
from app.workers.registry import Job, handler


@handler(DUE, queue="reports")
def show_due(job: Job) -> None:
    """One that was taken back, or put off, is left as it is."""
    version_id = BrandVersionId(UUID(job.payload["version_id"]))
    publish_due(job.db, version_id=version_id, actor=SCHEDULE, now=job.now)
