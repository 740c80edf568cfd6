"""Reads about a team: its members, and from where they may come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, exists, func, select
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
        _members().where(LoginRow.kind == kind).order_by(LoginRow.name, LoginRow.id).limit(TEAM_MAX)
    )
    return [_member(row, wall=wall) for row in rows]


def member(db: Session, login_id: LoginId, *, kind: str, wall: datetime) -> Member:
    """One of them; raises NotFound."""
    row = db.execute(_members().where(LoginRow.kind == kind, LoginRow.id == login_id)).one_or_none()
    if row is None:
        raise NotFound("member of the team")
    return _member(row, wall=wall)


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


def _members() -> Select[LoginRow, datetime | None, bool]:
    return select(LoginRow, _last_seen(), _keeps_passkey())


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


def _member(found: Row[LoginRow, datetime | None, bool], *, wall: datetime) -> Member:
    row, last_seen_at, has_passkey = found
    return Member(
        id=LoginId(row.id),
        name=row.name,
        email=row.email,
        role=row.role,
        standing=_standing(row, last_seen_at, wall=wall),
        has_second_factor=has_passkey or row.totp_secret is not None,
        created_at=row.created_at,
        last_seen_at=last_seen_at,
        access_from=row.access_from,
        access_until=row.access_until,
    )


def _standing(row: LoginRow, last_seen_at: datetime | None, *, wall: datetime) -> Standing:
    has_come = row.invited_at is None or row.password_hash is not None or last_seen_at is not None
    if not has_come:
        return Standing.WITHDRAWN if row.is_disabled else Standing.INVITED
    if row.is_disabled:
        return Standing.DISABLED
    if row.access_from is not None and wall < row.access_from:
        return Standing.PLANNED
    is_over = row.access_until is not None and row.access_until <= wall
    return Standing.ENDED if is_over else Standing.ACTIVE
