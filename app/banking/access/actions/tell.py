"""Tell the owner of a login by letter what happened to it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.mail.actions.send_letter import send_letter
from app.banking.mail.rules import Letter, Surface
from app.kernel.actor import Actor
from app.kernel.dates import moment_text
from app.kernel.ids import CustomerId, LoginId, MailId
from app.kernel.languages import spoken
from app.rails.calendars import EASTERN

SURFACE_OF_KIND: dict[str, Surface] = {
    "user": "console",
    "customer": "portal",
    "officer": "oversight",
}


def tell(
    db: Session,
    login_id: LoginId,
    kind: str,
    values: dict[str, str],
    *,
    key: str,
    actor: Actor,
    now: datetime,
    to_email: str | None = None,
) -> MailId:
    """A letter of a kind to the login's own address, or to the one given; once per key."""
    login = db.scalars(select(LoginRow).where(LoginRow.id == login_id)).one()
    letter = Letter(
        kind=kind,
        to_email=to_email or login.email,
        to_name=login.name,
        login_id=login_id,
        values=values,
        surface=SURFACE_OF_KIND[login.kind],
        customer_id=CustomerId(login.customer_id) if login.customer_id else None,
        language=login.language or spoken(),
    )
    return send_letter(db, letter, key=key, actor=actor, now=now)


def moment_words(moment: datetime) -> str:
    """A moment as letters say it: `Nov 20, 2026, 1:42 pm EST`."""
    return moment_text(moment.astimezone(EASTERN))
