"""A letter has left, or never will: what it said is forgotten, that it was written is not."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.mail.tables import MailRow
from app.kernel.ids import MailId


def end_letter(
    db: Session,
    mail_id: MailId,
    *,
    failure: str | None = None,
    keeps_contents: bool = False,
    wall: datetime,
) -> None:
    """Sent, or failed with a word that says why; only the development mailbox keeps contents."""
    ended: dict[str, Any] = {
        "status": "failed" if failure else "sent",
        "failure": failure,
        "ended_at": wall,
    }
    if not keeps_contents:
        ended["contents"] = None
    db.execute(update(MailRow).where(MailRow.id == mail_id).values(**ended))
