"""Letters leave: each is written anew from its row, handed over, and then forgotten.

The same letter may leave twice, when this process dies between the server's word and the commit;
both have one Message-ID. The work's row is locked meanwhile, so two workers never send it at once.
"""

from uuid import UUID

import structlog

from app.banking.access.actions.ask_password_reset import WORK as RESET_WORK
from app.banking.access.actions.ask_password_reset import send_reset_link
from app.banking.mail.actions.end_letter import end_letter
from app.banking.mail.look import look_of
from app.banking.mail.message import message_of
from app.banking.mail.queries import waiting_letter
from app.banking.mail.writing import written
from app.kernel.actor import SCHEDULE
from app.kernel.failpoints import failpoint
from app.kernel.ids import MailId
from app.storage.clock import wall_now
from app.workers.installed import installed
from app.workers.postman import Undeliverable, postman_of
from app.workers.registry import Job, handler

log = structlog.get_logger()


@handler(RESET_WORK, queue="mail")
def send_reset(job: Job) -> None:
    """Somebody forgot a password; whether anybody is meant is looked up here, not at the door."""
    send_reset_link(job.db, job.payload, actor=SCHEDULE, now=job.now, wall=wall_now())


@handler("mail.send", queue="mail")
def send(job: Job) -> None:
    """Once: a letter that has left, or was refused for good, is left alone."""
    mail_id = MailId(UUID(job.payload["mail_id"]))
    letter = waiting_letter(job.db, mail_id)
    if letter is None:
        return
    config, wall = installed(), wall_now()
    postman, failure = postman_of(config.mail), None
    look = look_of(
        job.db,
        job.partner_id,
        letter.surface,
        origin_of=config.origin_of,
        is_sandbox=config.is_sandbox,
    )
    try:
        message = message_of(
            letter, written(letter, look), look, sender=config.mail.sender, wall=wall
        )
        postman.carry(message)
        failpoint("mail.carried")
    except Undeliverable as refusal:
        failure = refusal.code
        log.warning("mail.undeliverable", mail_id=str(mail_id), kind=letter.kind, why=failure)
    end_letter(job.db, mail_id, failure=failure, keeps_contents=postman.keeps_contents, wall=wall)
