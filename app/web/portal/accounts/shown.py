"""An account's parts in the shapes that the shared components take."""

from dataclasses import dataclass

from flask import current_app

from app.banking.ledger.queries import HoldLine
from app.kernel.money import Money
from app.rails.calendars import EASTERN

SEND = "send.index"


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as its owner reads it."""

    label: str
    amount: Money
    until: str


def held(holds: list[HoldLine]) -> list[Held]:
    return [
        Held(
            label=hold.reason,
            amount=hold.amount,
            until=f"{hold.expires_at.astimezone(EASTERN):%b %-d}" if hold.expires_at else "",
        )
        for hold in holds
    ]


def can_send() -> bool:
    """Whether this portal has a page to send money from."""
    return SEND in current_app.view_functions
