"""Limits and fees as values: which of the dated rows holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.kernel.money import Money

Period = Literal["payment", "day", "month"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings of one program on one rail; None where the program sets none."""

    payment: Money | None = None
    day: Money | None = None
    month: Money | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A dated amount with where it is written; in force from its first day to its last."""

    name: str
    amount: Money
    effective_from: date
    effective_to: date | None
    source: str

    def is_in_force(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def amount_on(terms: Iterable[Term], name: str, day: date) -> Money | None:
    """The amount of the named term on a day; of several, the one that began last."""
    held = [term for term in terms if term.name == name and term.is_in_force(day)]
    return max(held, key=lambda term: term.effective_from).amount if held else None


def limits_on(terms: Iterable[Term], day: date) -> Limits:
    """The three ceilings on a day, from terms named payment, day and month."""
    known = tuple(terms)
    return Limits(
        payment=amount_on(known, "payment", day),
        day=amount_on(known, "day", day),
        month=amount_on(known, "month", day),
    )
