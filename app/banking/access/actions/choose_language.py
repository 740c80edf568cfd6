"""Whoever signs in chooses the language that pages and letters speak to them."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.queries import SignedIn
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor


def choose_language(
    db: Session, who: SignedIn, language: str, *, actor: Actor, wall: datetime
) -> None:
    """`language` is one of LANGUAGES; it counts from the next page and the next letter on."""
    row = update(LoginRow).where(LoginRow.id == who.login_id)
    db.execute(row.values(language=language))
    record(
        db,
        actor,
        "language.chosen",
        subject=("login", who.login_id),
        now=wall,
        language=language,
    )
