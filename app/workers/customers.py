"""What happens after somebody applied."""

from uuid import UUID

from app.banking.accounts.actions.assess_application import assess_application
from app.kernel.actor import SCHEDULE
from app.kernel.ids import ApplicationId
from app.workers.registry import Job, handler
from app.workers.vetting import vetting


@handler("application.decide")
def decide(job: Job) -> None:
    """Verify and screen an applicant; approve, refer or decline."""
    application_id = ApplicationId(UUID(job.payload["application_id"]))
    assess_application(
        job.db, vetting(), application_id=application_id, actor=SCHEDULE, now=job.now
    )
