"""The bank's figures in the shapes that charts take."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.banking.oversight.queries import ProgramCash
from app.banking.oversight.traffic import DayTraffic
from app.kernel.money import Money, total
from app.web.charts import short_day

PARTS_MAX = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a stacked bar."""

    label: str
    value: int
    shown: str


@dataclass(frozen=True, slots=True)
class Funds:
    """Whose money it is, by program, in one currency; the smallest are taken together."""

    parts: tuple[Part, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a heat strip."""

    label: str
    values: tuple[int, ...]
    shown: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """Payments and returns over days, with what they show in a sentence."""

    days: tuple[str, ...]
    rows: tuple[Row, ...]
    description: str


def funds_drawn(programs: Sequence[ProgramCash]) -> Funds | None:
    """None where there is nothing to divide: fewer than two programs, or no money."""
    currency = programs[0].owed.currency if programs else ""
    held = sorted(
        (each for each in programs if each.owed.currency == currency and each.owed.minor > 0),
        key=lambda each: -each.owed.minor,
    )
    if len(held) < 2:  # noqa: PLR2004 -- one part is no division
        return None
    shown, others = held[: PARTS_MAX - 1], held[PARTS_MAX - 1 :]
    parts = [_part(each.program_name, each.owed) for each in shown]
    if others:
        parts.append(_part(f"{len(others)} others", total((e.owed for e in others), currency)))
    whole = total((each.owed for each in held), currency)
    share = round(held[0].owed.minor * 100 / whole.minor)
    return Funds(tuple(parts), f"{held[0].program_name} holds {share}% of {whole}.")


def traffic_drawn(days: Sequence[DayTraffic]) -> Traffic | None:
    """None where nothing was paid on any of the days."""
    payments, returned = (
        sum(day.payments for day in days),
        sum(day.returned for day in days),
    )
    if not payments:
        return None
    busiest = max(days, key=lambda day: day.payments)
    back = f"{returned:,} of them came back" if returned else "none of them came back"
    return Traffic(
        tuple(short_day(day.on) for day in days),
        (
            _row("Payments", [day.payments for day in days]),
            _row("Returned since", [day.returned for day in days]),
        ),
        f"Most on {short_day(busiest.on)}, {busiest.payments:,}; {back}.",
    )


def _part(label: str, amount: Money) -> Part:
    return Part(label, amount.minor, amount.formatted())


def _row(label: str, counts: Sequence[int]) -> Row:
    return Row(label, tuple(counts), tuple(f"{each:,}" for each in counts), f"{sum(counts):,}")
