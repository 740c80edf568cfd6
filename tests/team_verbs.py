"""What tests do with the people of a team: by the same actions that the pages use."""

from datetime import datetime
from uuid import UUID

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.matrix import ROLES
from app.banking.team.actions.add_network import add_network
from app.banking.team.actions.grant_support import GrantedSupport, SupportOrder, grant_support
from app.banking.team.queries import Member, team
from app.kernel.actor import OPERATOR, Actor
from app.kernel.ids import LoginId
from app.storage.clock import wall_now
from app.storage.session import partner_work
from tests.web_clients import STAFF_PASSWORD
from tests.world import World


def owner_of(world: World, role: str) -> UUID:
    """Whose login a role is: the partner's, or the bank's own."""
    return world.house_id if ROLES[role].kind == "officer" else world.partner_id


def joins(world: World, name: str, role: str) -> LoginId:
    """Somebody of the team with a password."""
    with partner_work(owner_of(world, role)) as db:
        email = f"{name.split(maxsplit=1)[0].lower()}-{role}@team.example"
        order = UserOrder(email, name, role, STAFF_PASSWORD)
        return add_user(db, order, actor=OPERATOR, now=world.now)


def as_user(login_id: LoginId, name: str, role: str) -> Actor:
    """Somebody who is signed in, as the door hands them down."""
    kind = "officer" if ROLES[role].kind == "officer" else "user"
    return Actor(kind, login_id, name, role=role)


def members(world: World, kind: str = "user", *, wall: datetime | None = None) -> dict[str, Member]:
    """The team by name."""
    owner = world.house_id if kind == "officer" else world.partner_id
    with partner_work(owner) as db:
        return {each.name: each for each in team(db, kind, wall=wall or wall_now())}


def allows(world: World, *networks: str, of_bank: bool = False) -> UUID:
    """The team comes from these networks only; the id of the last."""
    owner = world.house_id if of_bank else world.partner_id
    with partner_work(owner) as db:
        added = [
            add_network(
                db,
                network=network,
                label="Office",
                own_address=network.partition("/")[0],
                actor=OPERATOR,
                now=world.now,
            )
            for network in networks
        ]
    return added[-1]


def is_helped(world: World, role: str = "owner") -> GrantedSupport:
    """Somebody of the installation may look at the console."""
    order = SupportOrder("Priya Raman", role, "Statement does not open", "SUP-1042")
    with partner_work(world.partner_id) as db:
        return grant_support(db, order, actor=OPERATOR, wall=wall_now())
