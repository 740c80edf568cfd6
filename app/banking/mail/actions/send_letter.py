"""Write a letter and ask for its sending, in the transaction of the fact that it is about."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.mail.rules import Letter, checked, one_line
from app.banking.mail.tables import MailRow
from app.kernel.actor import Actor
from app.kernel.ids import MailId, new_id
from app.storage.crypto import encrypt
from app.storage.scope import current_scope

RECIPIENT, CONTENTS = "mail.recipient", "mail.contents"
WORK = "mail.send"


def send_letter(db: Session, letter: Letter, *, key: str, actor: Actor, now: datetime) -> MailId:
    """Once per (kind, key), however often it is asked for; `now` may be either clock.

    Raises ValueError for values that the kind does not take, Refused("email_invalid").
    """
    _, values = checked(letter)
    mail_id = MailId(new_id(now))
    recipient = json.dumps({"email": letter.to_email, "name": one_line(letter.to_name)})
    sealed_recipient, data_key_id = encrypt(db, recipient, place=RECIPIENT, row_id=mail_id)
    sealed_contents, _ = encrypt(db, json.dumps(values), place=CONTENTS, row_id=mail_id)
    row = insert(MailRow).values(
        partner_id=current_scope(db).partner_id,
        id=mail_id,
        customer_id=letter.customer_id,
        login_id=letter.login_id,
        surface=letter.surface,
        language=letter.language,
        kind=letter.kind,
        key=key,
        status="queued",
        recipient=sealed_recipient,
        contents=sealed_contents,
        data_key_id=data_key_id,
        created_at=now,
    )
    if db.scalar(row.on_conflict_do_nothing().returning(MailRow.id)) is None:
        return MailId(_first(db, letter.kind, key))
    publish(
        db, WORK, key=str(mail_id), now=now, customer_id=letter.customer_id, mail_id=str(mail_id)
    )
    record(
        db,
        actor,
        "letter.queued",
        subject=("mail", mail_id),
        now=now,
        customer_id=letter.customer_id,
        kind=letter.kind,
    )
    return mail_id


def _first(db: Session, kind: str, key: str) -> UUID:
    return db.scalars(select(MailRow.id).where(MailRow.kind == kind, MailRow.key == key)).one()
