"""The list of a team, declared once: users in a console, officers at a bank."""

from typing import Any

from sqlalchemy import case, func

from app.banking.access.matrix import ROLES
from app.banking.access.tables import LoginRow
from app.banking.listing.filters import choice, moments, search
from app.banking.listing.spec import Column, Rows, TableSpec, each
from app.banking.team.queries import (
    HAS_SECOND_FACTOR,
    Member,
    member_line,
    members_asked,
    standing_at,
)

STANDINGS = {
    "active": "Has access",
    "invited": "Invited",
    "withdrawn": "Invitation taken back",
    "disabled": "No access",
    "planned": "Begins later",
    "ended": "Access is over",
}
ROLE_WORDS = {key: role.label for key, role in ROLES.items() if role.kind != "customer"}
FACTORS = {"yes": "Yes", "no": "No"}
NOW = func.statement_timestamp()
FACTOR: Any = case((HAS_SECOND_FACTOR, "yes"), else_="no")


def _rows() -> Rows:
    return members_asked(NOW).where(LoginRow.kind != "customer")


def _standing(line: Member) -> str:
    return line.standing.value


def _factor(line: Member) -> str:
    return "yes" if line.has_second_factor else "no"


TEAM = TableSpec(
    "person",
    many="people",
    name="team",
    permission="team.view",
    rows=_rows,
    lines=each(member_line, 4),
    id=LoginRow.id,
    sort="name",
    is_descending=False,
    columns=(
        Column("name", at="title", under="email", sort=(LoginRow.name,)),
        Column("standing", "Status", _standing, at="badge", words=STANDINGS),
        Column("role", at="meta", words=ROLE_WORDS),
        Column("factor", "Second factor", _factor, words=FACTORS),
        Column("email", "E-mail", is_shown=False),
        Column("begins", "Access begins", "access_from", kind="moment", is_shown=False),
        Column("ends", "Access ends", "access_until", kind="moment", is_shown=False),
        Column("seen", "Last seen", "last_seen_at", kind="moment"),
        # Ids are made in the order of joining.
        Column("added", read="created_at", kind="moment", is_shown=False, sort=(LoginRow.id,)),
    ),
    filters=(
        search("Name or e-mail", LoginRow.name, LoginRow.email),
        choice("standing", standing_at(NOW), STANDINGS, "Status"),
        choice("role", LoginRow.role, ROLE_WORDS),
        choice("factor", FACTOR, FACTORS, "Second factor"),
        moments("added", LoginRow.created_at),
    ),
)
