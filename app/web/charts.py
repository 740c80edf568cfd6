"""What chart macros take, from figures of the business: lines, and an axis of round numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from app.banking.ledger.daily import DayEnd
from app.kernel.money import MINOR_DIGITS, Money

STEPS = 4
DAYS_OF_A_LINE_MIN = 2
ROUND = (1, 2, 5)
SHORT = ((1_000_000_000, "B"), (1_000_000, "M"), (10_000, "k"))


@dataclass(frozen=True, slots=True)
class Line:
    """One series: minor units for the shape, text for the table; None where nothing is known."""

    label: str
    values: tuple[int | None, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A number of the axis and how it is written."""

    value: int
    shown: str


@dataclass(frozen=True, slots=True)
class DayLines:
    """Everything `line_chart` takes but a title and an id."""

    series: tuple[Line, ...]
    days: tuple[str, ...]
    axis: tuple[Tick, ...]
    description: str


def balance_lines(ends: Sequence[DayEnd]) -> DayLines | None:
    """One balance over days, told in a sentence; None where there is no line to draw."""
    if len(ends) < DAYS_OF_A_LINE_MIN:
        return None
    amounts = [end.balance for end in ends]
    return DayLines(
        series=(line_of("Balance", amounts),),
        days=tuple(short_day(end.on) for end in ends),
        axis=money_axis(amounts),
        description=_told(ends),
    )


def _told(ends: Sequence[DayEnd]) -> str:
    first, last = ends[0], ends[-1]
    low = min(ends, key=lambda end: end.balance.minor)
    high = max(ends, key=lambda end: end.balance.minor)
    if low.balance == high.balance:
        return f"{low.balance} at the end of every day."
    said = f"From {first.balance} on {short_day(first.on)} to {last.balance} now"
    parts = [
        f"{word} {end.balance} on {short_day(end.on)}"
        for word, end in (("lowest", low), ("highest", high))
        if end.balance not in (first.balance, last.balance)
    ]
    return "; ".join([said, *parts]) + "."


def short_day(day: date) -> str:
    return f"{day:%b} {day.day}"


def line_of(label: str, amounts: Sequence[Money | None]) -> Line:
    return Line(
        label,
        tuple(None if each is None else each.minor for each in amounts),
        tuple("" if each is None else each.formatted() for each in amounts),
    )


def money_axis(amounts: Iterable[Money]) -> tuple[Tick, ...]:
    """Evenly spaced round amounts that hold all of `amounts` and zero, lowest first."""
    found = list(amounts)
    currency = found[0].currency if found else "USD"
    low = min([0, *(each.minor for each in found)])
    high = max([0, *(each.minor for each in found)])
    step = _step(high - low, 10 ** MINOR_DIGITS[currency])
    first, last = low // step, max(-(-high // step), low // step + 1)
    return tuple(
        Tick(number * step, _short(Money(number * step, currency)))
        for number in range(first, last + 1)
    )


def _step(span: int, unit: int) -> int:
    """The smallest of 1, 2, 5, 10 … units of which at most STEPS are needed."""
    for power in count():
        for lead in ROUND:
            step: int = lead * 10**power * unit
            if step * STEPS >= span:
                return step
    raise AssertionError


def _short(amount: Money) -> str:
    """Without cents, and large ones in thousands and millions: `$12k`, `$1.5M`."""
    whole, _, _ = amount.formatted().partition(".")
    units = abs(amount.minor) // 10 ** MINOR_DIGITS[amount.currency]
    for size, letter in SHORT:
        if units >= size:
            scale = 1_000 if letter == "k" else size
            head = whole[: len(whole) - len(f"{units:,}")]
            return f"{head}{units / scale:,.6g}{letter}"
    return whole
