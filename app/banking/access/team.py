"""Reads about the people who sign in to a console or to oversight."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.kernel.ids import LoginId

TEAM_MAX = 500


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, as the others see them."""

    id: LoginId
    name: str
    email: str
    role: str
    is_disabled: bool


def team(db: Session, kind: str) -> list[Member]:
    """Everyone with a login of a kind (user or officer), by name."""
    rows = db.scalars(
        select(LoginRow)
        .where(LoginRow.kind == kind)
        .order_by(LoginRow.name, LoginRow.id)
        .limit(TEAM_MAX)
    )
    return [_member(row) for row in rows]


def names_by_role(members: list[Member]) -> dict[str, list[str]]:
    """Who is in each role, those who may come in."""
    found: dict[str, list[str]] = {}
    for member in members:
        if not member.is_disabled:
            found.setdefault(member.role, []).append(member.name)
    return found


def _member(row: LoginRow) -> Member:
    return Member(
        id=LoginId(row.id),
        name=row.name,
        email=row.email,
        role=row.role,
        is_disabled=row.is_disabled,
    )
