"""Once a day what is done with long enough goes: work, and letters."""

from app.banking.events.actions.remove_old import remove_old
from app.banking.events.retention import DONE_WORK
from app.banking.mail.retention import ENDED_LETTERS
from app.kernel.actor import SCHEDULE
from app.workers.registry import Job, handler


@handler("retention.sweep")
def sweep(job: Job) -> None:
    """Of one partner; safe to repeat."""
    for what in (DONE_WORK, ENDED_LETTERS):
        remove_old(job.db, what, actor=SCHEDULE, now=job.now)
