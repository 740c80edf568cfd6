"""Whoever acts: a user, a customer, an officer, the schedule, a rail; handed down from the door."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["user", "customer", "officer", "schedule", "rail", "operator"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Named in every audit record; `label` is what a reader may see, never a secret."""

    kind: ActorKind
    id: UUID | None
    label: str
    request_id: str = ""


SCHEDULE = Actor("schedule", None, "Schedule")
RAIL = Actor("rail", None, "Rail")
OPERATOR = Actor("operator", None, "Operator")
