"""What is held, as the parts of a sum: each hold while they are few, and the rest as one figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.banking.ledger.queries import HoldLine
from app.kernel.money import Money, total
from app.rails.calendars import EASTERN

SHOWN_MAX = 8


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as a reader of the balance sees it."""

    label: str
    amount: Money
    until: str


def held_parts(holds: Sequence[HoldLine], held: Money) -> list[Held]:
    """Parts that come to `held`, whatever was asked for: a list has an end, a balance has not."""
    parts = [_part(hold) for hold in holds[:SHOWN_MAX]]
    rest = held - total((part.amount for part in parts), held.currency)
    if parts and rest.minor:
        parts.append(Held("all others", rest, ""))
    return parts


def _part(hold: HoldLine) -> Held:
    until = f"{hold.expires_at.astimezone(EASTERN):%b %-d}" if hold.expires_at else ""
    return Held(hold.reason, hold.amount, until)
