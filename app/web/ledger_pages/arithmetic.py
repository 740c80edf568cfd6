"""The arithmetic behind a current balance, as the lines of a sum: label, amount, note."""

from datetime import date

from app.banking.ledger.asides import PooledParts
from app.banking.ledger.balances import Arithmetic
from app.kernel.money import Money
from app.rails.calendars import eastern_day

Part = tuple[str, Money, str]


def parts_by_days(days: Arithmetic) -> list[Part]:
    """The last kept day and what came since; late and unknown entries where there are any."""
    parts = [
        (
            "Last kept day",
            days.kept,
            f"Kept at the close of {_day(days.kept_on)}" if days.kept_on else "No day is kept yet",
        ),
        (
            "Since",
            days.since,
            "Entries that count for later days" if days.kept_on else "All entries",
        ),
    ]
    if days.late.minor:
        parts.append(("Late", days.late, "For kept days, in no block yet"))
    if days.known_at:
        parts.append(("Not known then", -days.unknown, "Posted after the moment"))
    return parts


def parts_of_pool(pooled: PooledParts) -> list[Part]:
    """What is in blocks, and what was written since the last one."""
    sealed = (
        f"Up to block {pooled.block}, sealed {_day(eastern_day(pooled.sealed_at))}"
        if pooled.block and pooled.sealed_at
        else "No block has been sealed yet"
    )
    return [
        ("In blocks", pooled.checkpoint, sealed),
        ("Written since", pooled.tail, "In no block yet"),
    ]


def _day(value: date) -> str:
    return f"{value:%b} {value.day}, {value.year}"
