"""What we ask of whoever verifies identities; the sandbox and a real vendor answer alike."""

from dataclasses import dataclass
from typing import Protocol

from app.banking.customers.details import Details
from app.banking.customers.rules import Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the vendor made of a person; reasons are codes of REASONS."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()


class IdentityVerifier(Protocol):
    """A KYC vendor. Raises Unavailable when it cannot be asked now; asking twice is safe."""

    def verify(self, person: Details) -> Verdict: ...
