"""Letters leave: each is written anew from its row, handed over, and then forgotten.

No transaction is open while somebody else's machine is talked to. The same letter may leave twice,
when this process dies between the server's word and the commit; both have one Message-ID.
"""

from dataclasses import dataclass
from uuid import UUID

import structlog

from app.banking.access.actions.ask_password_reset import WORK as RESET_WORK
from app.banking.access.actions.ask_password_reset import send_reset_link
from app.banking.brands.letters import look_for
from app.banking.mail.actions.end_letter import end_letter
from app.banking.mail.look import Look
from app.banking.mail.message import message_of
from app.banking.mail.queries import waiting_letter
from app.banking.mail.rules import Kept
from app.banking.mail.writing import written
from app.kernel.actor import SCHEDULE
from app.kernel.failpoints import failpoint
from app.kernel.ids import MailId, PartnerId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.workers.installed import installed
from app.workers.postman import Undeliverable, postman_of
from app.workers.registry import Errand, Job, handler

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Carried:
    """A letter was handed over, or refused for good."""

    failure: str | None
    keeps_contents: bool


@handler(RESET_WORK, queue="mail")
def send_reset(job: Job) -> None:
    """Somebody forgot a password; whether anybody is meant is looked up here, not at the door."""
    send_reset_link(job.db, job.payload, actor=SCHEDULE, now=job.now, wall=wall_now())


def carry(errand: Errand) -> Carried | None:
    """Hand the letter over; None when it has left already, or was refused for good."""
    mail_id = MailId(UUID(errand.payload["mail_id"]))
    found = _read(errand.partner_id, mail_id)
    if found is None:
        return None
    letter, look = found
    settings = installed().mail
    postman, failure = postman_of(settings), None
    message = message_of(
        letter, written(letter, look), look, sender=settings.sender, wall=wall_now()
    )
    try:
        postman.carry(message)
        failpoint("mail.carried")
    except Undeliverable as refusal:
        failure = refusal.code
        log.warning("mail.undeliverable", mail_id=str(mail_id), kind=letter.kind, why=failure)
    return Carried(failure, postman.keeps_contents)


@handler("mail.send", queue="mail", outside=carry)
def note_carried(job: Job) -> None:
    carried: Carried | None = job.brought
    if carried is not None:
        end_letter(
            job.db,
            MailId(UUID(job.payload["mail_id"])),
            failure=carried.failure,
            keeps_contents=carried.keeps_contents,
            wall=wall_now(),
        )


def _read(partner_id: PartnerId, mail_id: MailId) -> tuple[Kept, Look] | None:
    """In a transaction that is over before anybody is called."""
    config = installed()
    with partner_work(partner_id) as db:
        letter = waiting_letter(db, mail_id)
        if letter is None:
            return None
        look = look_for(
            db,
            partner_id,
            letter,
            origin_of=config.origin_of,
            is_sandbox=config.is_sandbox,
        )
    return letter, look
