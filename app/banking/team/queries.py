"""Reads about a team: its members, and from where they may come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow, LoginSessionRow, PasskeyRow
from app.banking.team.rules import Network, read_network
from app.banking.team.tables import AddressRuleRow
from app.kernel.errors import NotFound
from app.kernel.ids import LoginId, NetworkId
from app.storage.together import Question, read

TEAM_MAX = 500


class Standing(StrEnum):
    """How somebody stands in the team."""

    ACTIVE = "active"
    INVITED = "invited"
    WITHDRAWN = "withdrawn"
    DISABLED = "disabled"
    PLANNED = "planned"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, as those who answer for it see them; never how they sign in."""

    id: LoginId
    name: str
    email: str
    role: str
    standing: Standing
    has_second_factor: bool
    created_at: datetime
    last_seen_at: datetime | None
    access_from: datetime | None
    access_until: datetime | None

    @property
    def may_come(self) -> bool:
        return self.standing is Standing.ACTIVE

    @property
    def has_come(self) -> bool:
        return self.standing not in (Standing.INVITED, Standing.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class AllowedNetwork:
    """One line of the list of addresses."""

    id: NetworkId
    network: Network
    label: str
    added_at: datetime
    added_label: str


def team(db: Session, kind: str, *, wall: datetime) -> list[Member]:
    """Everyone with a login of a kind (user or officer), by name."""
    rows = db.execute(
        members_asked(wall)
        .where(LoginRow.kind == kind)
        .order_by(LoginRow.name, LoginRow.id)
        .limit(TEAM_MAX)
    )
    return [member_line(*row) for row in rows]


def member(db: Session, login_id: LoginId, *, kind: str, wall: datetime) -> Member:
    """One of them; raises NotFound."""
    found = members_asked(wall).where(LoginRow.kind == kind, LoginRow.id == login_id)
    row = db.execute(found).one_or_none()
    if row is None:
        raise NotFound("member of the team")
    return member_line(*row)


def names_by_role(members: list[Member]) -> dict[str, list[str]]:
    """Who is in each role, of those who may come in."""
    found: dict[str, list[str]] = {}
    for each in members:
        if each.may_come:
            found.setdefault(each.role, []).append(each.name)
    return found


def has_come(db: Session, row: LoginRow) -> bool:
    """Whether somebody who was invited has signed in, or chosen how to."""
    if row.invited_at is None or row.password_hash is not None:
        return True
    seen = select(exists().where(LoginSessionRow.login_id == row.id))
    return bool(db.scalar(seen))


def networks_in_force(db: Session) -> list[AllowedNetwork]:
    """From where staff may come, oldest first; none means from everywhere."""
    return read(db, asking_networks())


def asking_networks() -> Question[list[AllowedNetwork]]:
    """The same, to be asked beside other things."""
    return Question(
        _networks_asked(), lambda rows: [_allowed(*each) for each in rows], is_kept=True
    )


@cache
def _networks_asked() -> Select[*tuple[Any, ...]]:
    """Made once: every page of staff asks it."""
    row = AddressRuleRow
    columns = (row.id, row.network, row.label, row.added_at, row.added_label)
    return select(*columns).where(row.removed_at.is_(None)).order_by(row.added_at, row.id)


def _allowed(
    its_id: UUID, network: str, label: str, added_at: datetime, added_label: str
) -> AllowedNetwork:
    return AllowedNetwork(NetworkId(its_id), read_network(network), label, added_at, added_label)


def members_asked(
    wall: datetime | ColumnElement[datetime],
) -> Select[LoginRow, datetime | None, bool, str]:
    """Logins with when each was last here, whether it has a second factor, and how it stands."""
    return select(LoginRow, LAST_SEEN, HAS_SECOND_FACTOR, standing_at(wall))


def standing_at(wall: datetime | ColumnElement[datetime]) -> ColumnElement[str]:
    row = LoginRow
    never_came = and_(row.invited_at.is_not(None), row.password_hash.is_(None), LAST_SEEN.is_(None))
    return case(
        (and_(never_came, row.is_disabled), Standing.WITHDRAWN.value),
        (never_came, Standing.INVITED.value),
        (row.is_disabled, Standing.DISABLED.value),
        (row.access_from > wall, Standing.PLANNED.value),
        (row.access_until <= wall, Standing.ENDED.value),
        else_=Standing.ACTIVE.value,
    )


def _last_seen() -> ScalarSelect[datetime]:
    return (
        select(func.max(LoginSessionRow.last_seen_at))
        .where(
            LoginSessionRow.partner_id == LoginRow.partner_id,
            LoginSessionRow.login_id == LoginRow.id,
        )
        .correlate(LoginRow)
        .scalar_subquery()
    )


def _keeps_passkey() -> ColumnElement[bool]:
    return exists().where(
        and_(PasskeyRow.partner_id == LoginRow.partner_id, PasskeyRow.login_id == LoginRow.id),
        PasskeyRow.removed_at.is_(None),
    )


LAST_SEEN = _last_seen()
HAS_SECOND_FACTOR = or_(LoginRow.totp_secret.is_not(None), _keeps_passkey())


def member_line(
    row: LoginRow,
    last_seen_at: datetime | None,
    has_second_factor: bool,  # noqa: FBT001 -- a column
    standing: str,
) -> Member:
    return Member(
        id=LoginId(row.id),
        name=row.name,
        email=row.email,
        role=row.role,
        standing=Standing(standing),
        has_second_factor=has_second_factor,
        created_at=row.created_at,
        last_seen_at=last_seen_at,
        access_from=row.access_from,
        access_until=row.access_until,
    )
