"""Limits and fees as values: which of the dated rows holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.kernel.errors import Refused
from app.kernel.money import Money

Period = Literal["payment", "day", "month", "step_up"]
Setter = Literal["bank", "partner"]
FEE_NOTICE_DAYS = 30  # Regulation DD, 12 CFR 1030.5(a)(1): told before a fee rises
AHEAD_DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings of one program on one rail; None where the program sets none.

    `step_up` stops nothing: above it a customer proves once more who they are.
    """

    payment: Money | None = None
    day: Money | None = None
    month: Money | None = None
    step_up: Money | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A dated amount with where it is written; in force from its first day to its last."""

    name: str
    amount: Money
    effective_from: date
    effective_to: date | None
    source: str
    set_by: Setter = "bank"

    def is_in_force(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def amount_on(terms: Iterable[Term], name: str, day: date) -> Money | None:
    """The amount of the named term on a day; of several, the one that began last."""
    held = [term for term in terms if term.name == name and term.is_in_force(day)]
    return max(held, key=lambda term: term.effective_from).amount if held else None


def ceiling_on(terms: Iterable[Term], name: str, day: date) -> Money | None:
    """The lower of what the bank and what the partner itself allows on a day."""
    known = tuple(terms)
    each = (
        amount_on((term for term in known if term.set_by == setter), name, day)
        for setter in ("bank", "partner")
    )
    return min((amount for amount in each if amount is not None), default=None)


def limits_on(terms: Iterable[Term], day: date) -> Limits:
    """The ceilings on a day, from terms named payment, day, month and step_up."""
    known = tuple(terms)
    return Limits(
        payment=ceiling_on(known, "payment", day),
        day=ceiling_on(known, "day", day),
        month=ceiling_on(known, "month", day),
        step_up=ceiling_on(known, "step_up", day),
    )


def check_future(effective_from: date, *, today: date) -> None:
    """A change of terms begins on a day to come. Raises Refused("day_invalid")."""
    if not today < effective_from <= today + timedelta(days=AHEAD_DAYS_MAX):
        raise Refused("day_invalid", "Choose a day after today, within a year.")


def check_limit(amount: Money, *, currency: str, ceiling: Money | None) -> None:
    """A partner's own limit never passes its bank's. Raises Refused("amount_invalid")."""
    if amount.currency != currency or amount.minor <= 0:
        raise Refused("amount_invalid", f"Enter an amount in {currency} above zero.")
    if ceiling is not None and amount > ceiling:
        raise Refused(
            "above_ceiling",
            f"Your bank allows at most {ceiling} here.",
            next_step="A higher ceiling is part of your agreement with the bank.",
        )


def check_fee(amount: Money, *, before: Money | None, effective_from: date, today: date) -> None:
    """A fee that rises is told 30 days before. Raises Refused("notice_too_short")."""
    is_raised = amount.minor > (before.minor if before else 0)
    first = today + timedelta(days=FEE_NOTICE_DAYS)
    if is_raised and effective_from < first:
        raise Refused(
            "notice_too_short",
            f"Customers are told {FEE_NOTICE_DAYS} days before a fee rises.",
            next_step=f"Choose {first:%b %-d, %Y} or later.",
        )
