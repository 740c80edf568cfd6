"""What a list is made of: columns, filters, totals and its order, declared once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from app.kernel.languages import gettext
from app.kernel.money import Money

Value = str | int | date | datetime | Money | None
ColumnKind = Literal[
    "text", "amount", "signed", "number", "day", "moment", "month", "status", "parts"
]
At = Literal["", "title", "value", "meta", "badge", "none"]
FilterKind = Literal["choice", "text", "amount", "days", "moments", "object"]
NUMERIC = frozenset({"amount", "signed", "number"})
RANGES = frozenset({"amount", "days", "moments"})
Rows = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]
Lines = Callable[[Session, Sequence[AnyRow]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it shows of a line, and the columns of an index it can be sorted by.

    `at` says where a narrow card shows it, `words` what codes are called. Sorting is by key alone:
    the index begins with the partner, goes on with `sort` and ends with the id.
    """

    key: str
    label: str
    value: Callable[[Any], Value]
    kind: ColumnKind = "text"
    at: At = ""
    is_shown: bool = True
    is_wide: bool = False
    is_exported: bool = True
    sort: tuple[Any, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def is_up_first(self) -> bool:
        """Names begin with A; days, moments and amounts with the latest and the largest."""
        return self.kind in {"text", "status"}

    @property
    def is_narrow(self) -> bool:
        """Days and moments are read in one line."""
        return self.kind in {"day", "moment", "month"}

    def told(self, line: object) -> Value:
        """The value in words, where a code has some: for files."""
        value = self.value(line)
        if isinstance(value, str):
            known = self.words.get(value)
            plain = value.replace("_", " ") if self.kind == "status" else value
            return gettext(known) if known else plain
        return value


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow: `on` are the columns it looks at, `of` the kind of id it takes.

    An amount looks at its minor units and its currency; a text at how words begin, and in `ends`
    at how a number ends.
    """

    key: str
    label: str
    kind: FilterKind
    on: tuple[Any, ...]
    options: tuple[tuple[str, str], ...] = ()
    of: str = ""
    hint: str = ""
    ends: tuple[Any, ...] = ()
    named: Callable[[Any], str] | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """What it is called in an address: one name, or where a range begins and ends."""
        return (f"{self.key}_from", f"{self.key}_to") if self.kind in RANGES else (self.key,)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum per currency over everything a filter leaves: minor units, and which rows count."""

    label: str
    minor: Any
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A list: how its rows are asked for, and what can be done with them in an address."""

    name: str
    one: str
    many: str
    permission: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    rows: Callable[[], Rows]
    lines: Lines
    id: Any
    sort: str
    is_descending: bool = True
    totals: tuple[Total, ...] = ()
    currency: Any = None

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def filter(self, key: str) -> Filter:
        return next(each for each in self.filters if each.key == key)

    @property
    def sortable(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.sort)

    @property
    def usual_columns(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if column.is_shown)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Every name an address may use."""
        narrowing = (name for each in self.filters for name in each.parameters)
        return (*narrowing, "sort", "columns")
