"""Filters as somebody reads them: what is chosen, in words, and how to take it away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.banking.listing.asked import Asked, amount_of, day_of
from app.banking.listing.spec import Filter, TableSpec
from app.kernel.dates import day_text
from app.kernel.languages import gettext

WORDS_SHOWN = 2
ID_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: `text` is empty while it is not used; `values` fill its form."""

    filter: Filter
    text: str
    values: Mapping[str, tuple[str, ...]]
    problem: str

    @property
    def is_on(self) -> bool:
        return bool(self.text)


def chips(spec: TableSpec, asked: Asked, lines: Sequence[Any]) -> list[Chip]:
    """Every filter with a form of its own; an object's only when an address names one."""
    problems = {problem.key: problem.text for problem in asked.problems}
    return [
        Chip(each, text, _values(each, asked), problems.get(each.key, ""))
        for each in spec.filters
        if each.kind != "text"
        for text in [_text(each, asked, lines)]
        if text or each.kind != "object"
    ]


def _values(each: Filter, asked: Asked) -> dict[str, tuple[str, ...]]:
    return {name: asked.of(name) for name in each.parameters}


def _text(each: Filter, asked: Asked, lines: Sequence[Any]) -> str:
    if not any(asked.of(name) for name in each.parameters):
        return ""
    match each.kind:
        case "choice":
            return _choices(each, asked.of(each.key))
        case "object":
            is_known = bool(each.named and lines)
            return each.named(lines[0]) if is_known else asked.one(each.key)  # type: ignore[misc]
        case "thing":
            return _shortened(asked.one(each.key))
        case "amount":
            return _range(*(_amount(amount_of(asked.one(n))) for n in each.parameters))
        case _:
            return _range(*(_day(day_of(asked.one(n))) for n in each.parameters))


def _shortened(text: str) -> str:
    return text if len(text) <= ID_SHOWN else f"{text[:ID_SHOWN]}…"


def _choices(each: Filter, values: tuple[str, ...]) -> str:
    labels = [label for value, label in each.options if value in values]
    more = len(labels) - WORDS_SHOWN
    told = ", ".join(gettext(label) for label in labels[:WORDS_SHOWN])
    return f"{told} +{more}" if more > 0 else told


def _range(first: str, last: str) -> str:
    if first and last:
        both = gettext("between %(first)s and %(last)s", first=first, last=last)
        return first if first == last else both
    return gettext("from %(first)s", first=first) if first else gettext("up to %(last)s", last=last)


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _day(day: date | None) -> str:
    return day_text(day) if day else ""
