"""How somebody was signed in when they asked for something: for whoever has to judge it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginDeviceRow, LoginSessionRow

NEW_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A session's browser and factors; new when the browser was first seen within a day of it."""

    browser: str
    began_at: datetime
    factors: frozenset[str]
    is_new_device: bool


def circumstances_of(db: Session, session: str) -> Circumstances | None:
    """Of a session by its id as text; None when nobody signed in for it, or it is not known."""
    try:
        session_id = UUID(session)
    except ValueError:
        return None
    row = db.scalar(select(LoginSessionRow).where(LoginSessionRow.id == session_id))
    if row is None:
        return None
    first_seen_at = db.scalar(
        select(LoginDeviceRow.first_seen_at).where(LoginDeviceRow.id == row.device_id)
    )
    is_new = first_seen_at is None or row.created_at - first_seen_at < NEW_FOR
    return Circumstances(row.browser, row.created_at, frozenset(row.factors.split()), is_new)
