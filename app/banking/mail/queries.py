"""Reads about letters: the one to send, and what the development mailbox shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.mail.actions.send_letter import CONTENTS, RECIPIENT
from app.banking.mail.rules import Kept
from app.banking.mail.tables import MailRow
from app.kernel.errors import NotFound
from app.kernel.ids import CustomerId, MailId
from app.storage.crypto import decrypt
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question

MAILBOX_LETTERS_MAX = 100


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter without what it says."""

    id: MailId
    kind: str
    status: str
    created_at: datetime
    failure: str | None


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """That a letter to a customer was written, and how it went; never what it says."""

    id: MailId
    kind: str
    status: str
    language: str
    customer_id: CustomerId
    created_at: datetime
    ended_at: datetime | None
    failure: str | None


def letter_record(db: Session, mail_id: MailId) -> LetterRecord:
    """One letter to a customer; raises NotFound, also for what was written to staff."""
    row = db.scalar(select(MailRow).where(MailRow.id == mail_id, MailRow.customer_id.is_not(None)))
    if row is None or row.customer_id is None:
        raise NotFound("letter")
    return LetterRecord(
        id=MailId(row.id),
        kind=row.kind,
        status=row.status,
        language=row.language,
        customer_id=CustomerId(row.customer_id),
        created_at=row.created_at,
        ended_at=row.ended_at,
        failure=row.failure,
    )


def waiting_letter(db: Session, mail_id: MailId) -> Kept | None:
    """The letter while it waits to be sent; None afterwards."""
    row = db.scalars(
        select(MailRow).where(MailRow.id == mail_id, MailRow.status == "queued")
    ).one_or_none()
    return _kept(db, row) if row else None


def mailbox(db: Session, surface: str) -> list[Kept]:
    """The latest letters of a surface that can still be read, newest first."""
    rows = db.scalars(
        select(MailRow)
        .where(MailRow.surface == surface, MailRow.contents.is_not(None))
        .order_by(MailRow.created_at.desc(), MailRow.id.desc())
        .limit(MAILBOX_LETTERS_MAX)
    )
    return [_kept(db, row) for row in rows]


def mailbox_letter(db: Session, surface: str, mail_id: MailId) -> Kept:
    """One of them; raises NotFound."""
    row = db.scalars(
        select(MailRow).where(
            MailRow.id == mail_id, MailRow.surface == surface, MailRow.contents.is_not(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFound("letter")
    return _kept(db, row)


def letters_to(db: Session, login_id: object) -> list[LetterFacts]:
    """What was written to the owner of a login, newest first."""
    rows = db.scalars(
        select(MailRow)
        .where(MailRow.login_id == login_id)
        .order_by(MailRow.created_at.desc(), MailRow.id.desc())
        .limit(MAILBOX_LETTERS_MAX)
    )
    return [LetterFacts(MailId(r.id), r.kind, r.status, r.created_at, r.failure) for r in rows]


def asking_letters(
    customer_id: CustomerId, *, before: Moment | None = None, limit: int = 25
) -> Question[list[LetterFacts]]:
    """What was written to a customer before a moment, newest first; never what it says."""
    row = MailRow
    asked = (
        select(row.id, row.kind, row.status, row.created_at, row.failure)
        .where(row.customer_id == customer_id, *earlier(row.created_at, row.id, before))
        .order_by(row.created_at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    return Question(asked, lambda rows: [LetterFacts(MailId(each[0]), *each[1:]) for each in rows])


def _kept(db: Session, row: MailRow) -> Kept:
    def opened(sealed: bytes, place: str) -> dict[str, str]:
        text = decrypt(db, sealed, key_id=row.data_key_id, place=place, row_id=row.id)
        read: dict[str, str] = json.loads(text)
        return read

    recipient = opened(row.recipient, RECIPIENT)
    values: Mapping[str, str] | None = opened(row.contents, CONTENTS) if row.contents else None
    return Kept(
        id=row.id,
        kind=row.kind,
        surface=row.surface,
        status=row.status,
        to_email=recipient["email"],
        to_name=recipient["name"],
        language=row.language,
        created_at=row.created_at,
        values=values,
    )
