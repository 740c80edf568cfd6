"""What a list is made of: columns, filters, totals and its order, declared once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

from app.kernel.languages import gettext
from app.kernel.money import Money

Value = str | int | date | datetime | Money | None
Shown = Value | tuple[Money, ...]
ColumnKind = Literal[
    "text", "amount", "amounts", "signed", "number", "day", "moment", "month", "status", "parts"
]
At = Literal["", "title", "value", "meta", "told", "badge", "none"]
FilterKind = Literal["choice", "text", "amount", "days", "moments", "object", "thing"]
NUMERIC = frozenset({"amount", "amounts", "signed", "number"})
RANGES = frozenset({"amount", "days", "moments"})
Rows = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]
Lines = Callable[[Session, Sequence[AnyRow]], Sequence[Any]]


def each(line_of: Callable[..., Any], parts: int = 0) -> Lines:
    """Lines made of one row each: of the whole row, or of so many of its first columns."""

    def lines(_db: Session, rows: Sequence[AnyRow]) -> list[Any]:
        return [line_of(*row[:parts]) if parts else line_of(row) for row in rows]

    return lines


def _reading(told: str | Callable[[Any], Shown]) -> Callable[[Any], Shown]:
    return attrgetter(told) if isinstance(told, str) else told


def in_words(key: str) -> str:
    return key.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it shows of a line, and the columns of an index it can be sorted by.

    Where no label is given it is called as its key, where nothing says what to `read` it is the
    attribute of that name; `under` stands small below it. `at` says where a narrow card shows it,
    `words` what codes are called. Sorting is by key alone: the index begins with the partner, goes
    on with `sort` and ends with the id.
    """

    key: str
    label: str = ""
    read: str | Callable[[Any], Shown] = ""
    kind: ColumnKind = "text"
    at: At = ""
    is_shown: bool = True
    is_wide: bool = False
    is_exported: bool = True
    sort: tuple[Any, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    under: str | Callable[[Any], Value] = ""

    value: Callable[[Any], Shown] = field(init=False, repr=False)
    below: Callable[[Any], Shown] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """A list has hundreds of cells: how each is read is settled once."""
        object.__setattr__(self, "label", self.label or in_words(self.key))
        object.__setattr__(self, "value", _reading(self.read or self.key))
        object.__setattr__(self, "below", _reading(self.under) if self.under else None)

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
        if isinstance(value, tuple):
            return value[0] if len(value) == 1 else ", ".join(map(str, value))
        if isinstance(value, str):
            known = self.words.get(value)
            plain = value.replace("_", " ") if self.kind == "status" else value
            return gettext(known) if known else plain
        return value


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow: `on` are the columns it looks at, `of` the kind of id it takes.

    An amount looks at its minor units and its currency; a text at how words begin, and in `ends`
    at how a number ends; a thing is any id, whatever its kind. `listing.filters` makes them.
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


@dataclass(frozen=True, slots=True, eq=False)
class TableSpec:
    """A list: how its rows are asked for, and what can be done with them in an address.

    Each is itself alone, like a class: statements made for it are kept by it.
    """

    one: str
    permission: str
    rows: Callable[[], Rows]
    lines: Lines
    id: Any
    sort: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    is_descending: bool = True
    totals: tuple[Total, ...] = ()
    currency: Any = None
    summed: Callable[[], Rows] | None = None
    """The rows that are added up, where a line has several amounts."""
    many: str = ""
    name: str = ""
    is_kept: bool = True
    """Whether it lives on: of one that is made for a request, no statement is kept."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "many", self.many or f"{self.one}s")
        object.__setattr__(self, "name", self.name or self.many)

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
