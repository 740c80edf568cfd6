"""Rules that change: a value with the days it holds for and where it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value in force from a day up to and including another; None means no end is known."""

    value: T
    effective_from: date
    effective_to: date | None
    source: str

    def is_in_force(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def in_force(rows: Sequence[Dated[T]], day: date) -> T:
    """The one value that holds on a day; LookupError on a day before the first row."""
    for row in rows:
        if row.is_in_force(day):
            return row.value
    raise LookupError(f"no rule is in force on {day}")
