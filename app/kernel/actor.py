"""Whoever acts: a user, a customer, an officer, the schedule, a rail; handed down from the door."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["user", "customer", "officer", "schedule", "rail", "operator", "provider"]


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Whom somebody acts for: an officer who helps a user, a user who helps a customer."""

    id: UUID | None
    label: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Named in every audit record; `label` is what a reader may see, never a secret.

    `door` is where the request came in (console, portal, oversight, operator, api, worker,
    command); `address_class` tells networks apart without telling an address.
    """

    kind: ActorKind
    id: UUID | None
    label: str
    request_id: str = ""
    door: str = ""
    address_class: str = ""
    on_behalf_of: OnBehalf | None = None
    role: str = ""
    """What the door saw the actor signed in as; who decides is looked up again."""
    person: str = ""
    """The same for every login of one person, see `access.persons`."""
    session: str = ""
    """Which of the person's sessions, by a name that opens nothing."""


SCHEDULE = Actor("schedule", None, "Schedule", door="worker")
RAIL = Actor("rail", None, "Rail", door="worker")
OPERATOR = Actor("operator", None, "Operator", door="command")
