"""The cells of a list: how each column stands in every line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.banking.listing.spec import Column


@dataclass(frozen=True, slots=True)
class Cell:
    """How a column stands in every line: all that does not depend on the line."""

    column: Column
    kind: str
    label: str
    look: str
    value: Callable[[Any], Any]
    below: Callable[[Any], Any] | None
    words: Mapping[str, str]
    href: Callable[[Any], str] | None
    opens_drawer: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Cells side by side that show a value, or one that has a template of its own."""

    cells: tuple[Cell, ...] = ()
    template: str = ""


def look_of(column: Column, *, is_chosen: bool) -> str:
    """Where a narrow card shows it, as what it was ordered by too, and whether it may break.

    Days never do; who and whose do not where there is room.
    """
    at = column.at or ("told" if is_chosen else "")
    is_name = at == "meta" and not column.is_wide
    line = " nowrap" if column.is_narrow else " firm" if is_name else ""
    return f"{'numeric' if column.is_numeric else ''}{f' cell-{at}' if at else ''}{line}"
