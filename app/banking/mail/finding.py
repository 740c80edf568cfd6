"""Letters to customers as a search finds them: that they went out, never what they say."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.banking.mail.tables import MailRow
from app.storage.finding import things

PORTAL = "portal"
LATEST_READ_MAX = 500


def letters_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _letters(is_exact=True).where(MailRow.id.in_(ids))


def letters_to(customer_ids: Select[UUID]) -> Select[Any]:
    """The newest to customers whom another question names."""
    row = MailRow
    found = _letters(is_exact=False).where(row.customer_id.in_(customer_ids))
    return found.order_by(row.created_at.desc(), row.id.desc())


def letters_of_kinds(kinds: tuple[str, ...]) -> Select[Any]:
    """Of some kinds, among the latest that went to customers."""
    row = MailRow
    latest = select(row.id).where(row.surface == PORTAL, row.customer_id.is_not(None))
    latest = latest.order_by(row.created_at.desc(), row.id.desc()).limit(LATEST_READ_MAX)
    found = _letters(is_exact=False).where(row.id.in_(latest), row.kind.in_(kinds))
    return found.order_by(row.created_at.desc(), row.id.desc())


def _letters(*, is_exact: bool) -> Select[Any]:
    """Those to customers; what was written to staff about signing in is their own affair."""
    row = MailRow
    found = things(
        "mail", row, title=row.kind, status=row.status, at=row.created_at, is_exact=is_exact
    )
    return found.where(row.customer_id.is_not(None))
