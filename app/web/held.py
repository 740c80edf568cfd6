"""What is held, as the parts of a sum: each hold while they are few, and the rest as one figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.banking.ledger.set_aside import HoldLine
from app.banking.ledger.wording import entry_words
from app.kernel.dates import short_day_text
from app.kernel.languages import gettext as _
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
        parts.append(Held(_("all others"), rest, ""))
    return parts


def _part(hold: HoldLine) -> Held:
    until = short_day_text(hold.expires_at.astimezone(EASTERN)) if hold.expires_at else ""
    return Held(entry_words(hold.reason), hold.amount, until)
