"""The list of support accesses, declared once: who looked in, why, and whether it is over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from app.banking.access.matrix import roles_of
from app.banking.listing.filters import choice, moments, search
from app.banking.listing.spec import Column, Rows, TableSpec, each
from app.banking.team.support import access_of
from app.banking.team.tables import SupportAccessRow
from app.kernel.ids import SupportId

STANDINGS = {
    "looking": "Looking now",
    "unused": "Link not used yet",
    "over": "Over",
    "never": "Never used",
}
ROLES = {key: role.label for key, role in roles_of("user").items()}
ROW, NOW = SupportAccessRow, func.statement_timestamp()
UNTIL = func.coalesce(ROW.expires_at, ROW.link_expires_at)
IS_OVER = ROW.ended_at.is_not(None) | (UNTIL <= NOW)
STANDING: Any = case(
    (IS_OVER & ROW.started_at.is_(None), "never"),
    (IS_OVER, "over"),
    (ROW.started_at.is_(None), "unused"),
    else_="looking",
)


@dataclass(frozen=True, slots=True)
class ListedSupport:
    """One look at a console as the list shows it; the beginning of one never used is its link's."""

    id: SupportId
    name: str
    reason: str
    ticket: str
    role: str
    standing: str
    began: datetime
    ends: datetime
    ended_by: str
    pages: int

    @property
    def is_open(self) -> bool:
        return self.standing in {"looking", "unused"}


def _rows() -> Rows:
    return select(ROW, STANDING.label("standing"))


def _line(row: SupportAccessRow, standing: str) -> ListedSupport:
    access = access_of(row)
    return ListedSupport(
        id=access.id,
        name=access.operator_name,
        reason=access.reason,
        ticket=access.ticket,
        role=access.role,
        standing=standing,
        began=access.started_at or access.granted_at,
        ends=access.ended_at or access.until,
        ended_by=access.ended_by,
        pages=access.pages_seen,
    )


def _why(line: ListedSupport) -> str:
    return f"{line.reason} ({line.ticket})"


def _ended_by(line: ListedSupport) -> str:
    return f"Ended by {line.ended_by}" if line.ended_by else ""


SUPPORT = TableSpec(
    "support access",
    many="support accesses",
    name="support",
    permission="team.view",
    rows=_rows,
    lines=each(_line, 2),
    id=ROW.id,
    sort="began",
    columns=(
        Column("who", "Who and why", "name", at="title", is_wide=True, under=_why),
        Column("standing", "Status", at="badge", words=STANDINGS),
        Column("role", "As", words=ROLES),
        # Ids are made in the order of granting: a link is used within minutes, or never.
        Column("began", "From", kind="moment", at="meta", sort=(ROW.id,)),
        Column("ends", "To", kind="moment", under=_ended_by),
        Column("pages", kind="number"),
        Column("reason", is_shown=False, is_wide=True),
        Column("ticket", is_shown=False),
        Column("ended_by", is_shown=False),
        Column("end", read="id", kind="parts", is_exported=False),
    ),
    filters=(
        search("Name, reason or ticket", ROW.operator_name, ROW.reason, ROW.ticket),
        choice("standing", STANDING, STANDINGS, "Status"),
        choice("role", ROW.role, ROLES, "As"),
        moments("granted", ROW.granted_at),
    ),
)
