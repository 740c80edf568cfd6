"""Once a day what is done with long enough goes: work, and letters."""

from app.banking.events.actions.remove_done_work import remove_done_work
from app.banking.mail.actions.remove_sent_letters import remove_sent_letters
from app.kernel.actor import SCHEDULE
from app.workers.registry import Job, handler


@handler("retention.sweep")
def sweep(job: Job) -> None:
    """Of one partner; safe to repeat."""
    remove_done_work(job.db, actor=SCHEDULE, now=job.now)
    remove_sent_letters(job.db, actor=SCHEDULE, now=job.now)
