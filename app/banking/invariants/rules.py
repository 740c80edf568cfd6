"""How an invariant stands, decided from what was found; and how much of it is kept."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

RUNS_KEPT = 500  # of each invariant: some eight hours at one a minute
FINDINGS_SHOWN = 25  # of each partner, invariant and severity; the rest is counted
LATE_AFTER = timedelta(minutes=10)


class Severity(StrEnum):
    RED = "red"
    WARNING = "warning"


class State(StrEnum):
    """Red: it is broken. Warning: it holds, and somebody should look."""

    GREEN = "green"
    WARNING = "warning"
    RED = "red"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that breaks an invariant; without a partner it is the installation's own."""

    invariant: str
    partner_id: UUID | None
    kind: str
    id: str
    severity: Severity
    fault: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.severity}: {self.kind} {self.id}: {self.fault}"


def state_of(*, reds: int, warnings: int) -> State:
    if reds:
        return State.RED
    return State.WARNING if warnings else State.GREEN
