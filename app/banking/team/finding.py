"""People of a team as a search finds them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.banking.access.tables import LoginRow
from app.storage.finding import things


def people_by_id(ids: tuple[UUID, ...], kind: str) -> Select[Any]:
    return _people(kind, is_exact=True).where(LoginRow.id.in_(ids))


def people_by_email(email: str, kind: str) -> Select[Any]:
    return _people(kind, is_exact=True).where(LoginRow.email == email)


def people_by_words(words: tuple[str, ...], kind: str) -> Select[Any]:
    """Of a team, which is short: whatever part of the name is known."""
    row = LoginRow
    named = (row.name.icontains(word, autoescape=True) for word in words)
    return _people(kind, is_exact=False).where(*named).order_by(row.name)


def _people(kind: str, *, is_exact: bool) -> Select[Any]:
    row = LoginRow
    return things("login", row, title=row.name, note=row.role, is_exact=is_exact).where(
        row.kind == kind
    )
