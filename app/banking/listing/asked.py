"""What an address asks of a list: read, checked, and written back in one spelling.

A value we do not offer narrows nothing; one that cannot be read is said, and narrows nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qs, urlencode

from app.banking.listing.spec import Filter, TableSpec
from app.kernel.ids import read_any, read_shown
from app.kernel.languages import gettext
from app.rails.calendars import EASTERN

Given = Mapping[str, Sequence[str]]
Wanted = tuple[tuple[tuple[str, tuple[str, ...]], ...], str, bool]
VALUE_LENGTH_MAX = 100
QUERY_LENGTH_MAX = 2_000
QUERY_FIELDS_MAX = 60
AMOUNT_MAX = Decimal(10) ** 15
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an address that could not be read, and is not used."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as somebody wants it: narrowed, in an order, with some of its columns."""

    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    is_descending: bool = True
    columns: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.given)

    @property
    def wanted(self) -> Wanted:
        """Which lines, in which order: all that a statement is made of."""
        return tuple(self.given.items()), self.sort, self.is_descending

    def of(self, name: str) -> tuple[str, ...]:
        return self.given.get(name, ())

    def one(self, name: str) -> str:
        return next(iter(self.of(name)), "")


def as_wanted(wanted: Wanted) -> Asked:
    given, sort, is_descending = wanted
    return Asked(dict(given), sort, is_descending)


def read_asked(spec: TableSpec, args: Given) -> Asked:
    """What an address asks for; nothing in it can make this fail."""
    given: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for each in spec.filters:
        for name in each.parameters:
            texts = _texts(args, name)
            good = tuple(dict.fromkeys(text for text in texts if _is_good(each, text)))
            if good:
                given[name] = good if each.kind == "choice" else good[:1]
            problems += [
                Problem(each.key, _why_not(each, text))
                for text in texts
                if each.kind not in {"choice", "text"} and not _is_good(each, text)
            ]
        problems += _turned_round(each, given)
    sort, is_descending = _order(spec, next(iter(_texts(args, "sort")), ""))
    return Asked(given, sort, is_descending, _columns(spec, args), tuple(problems))


def read_query(spec: TableSpec, query: str) -> Asked:
    """The same from the text of a query, as a saved view keeps it."""
    try:
        args = parse_qs(query[:QUERY_LENGTH_MAX], max_num_fields=QUERY_FIELDS_MAX)
    except ValueError:
        args = {}
    return read_asked(spec, args)


def write_asked(spec: TableSpec, asked: Asked) -> list[tuple[str, str]]:
    """The parameters of its address, always in the same order; what is usual is left out."""
    names = (name for each in spec.filters for name in each.parameters)
    pairs = [(name, ",".join(asked.given[name])) for name in names if name in asked.given]
    if (asked.sort, asked.is_descending) != (spec.sort, spec.is_descending):
        pairs.append(("sort", ("-" if asked.is_descending else "") + asked.sort))
    if asked.columns != spec.usual_columns:
        pairs.append(("columns", ",".join(asked.columns)))
    return pairs


def write_query(spec: TableSpec, asked: Asked) -> str:
    return urlencode(write_asked(spec, asked))


def amount_of(text: str) -> Decimal | None:
    """What somebody typed as an amount, of any currency."""
    try:
        found = Decimal(text.strip().removeprefix("$").replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < AMOUNT_MAX else None


def day_of(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def midnight(day: date) -> datetime:
    """Where a day begins for the bank."""
    return datetime.combine(day, time(), tzinfo=EASTERN)


def after_day(day: date) -> datetime:
    return midnight(day + timedelta(days=1))


def _texts(args: Given, name: str) -> list[str]:
    """Every value of a parameter, those behind commas too; what is too long is nothing."""
    whole = [text for text in args.get(name, ()) if len(text) <= QUERY_LENGTH_MAX]
    if name == "q" or name.endswith(("_from", "_to")):
        return [text.strip()[:VALUE_LENGTH_MAX] for text in whole if text.strip()]
    parts = (part.strip() for text in whole for part in text.split(","))
    return [part for part in parts if part and len(part) <= VALUE_LENGTH_MAX]


def _is_good(each: Filter, text: str) -> bool:
    match each.kind:
        case "choice":
            return text in {value for value, _ in each.options}
        case "amount":
            return amount_of(text) is not None
        case "days" | "moments":
            return day_of(text) is not None
        case "object":
            return read_shown(each.of, text) is not None
        case "thing":
            return read_any(text) is not None
        case _:
            return bool(text.replace("\x00", " ").strip())


def _why_not(each: Filter, text: str) -> str:
    match each.kind:
        case "amount":
            told = gettext("this is not an amount: “%(text)s”", text=text)
        case "object" | "thing":
            told = gettext("this is nothing here: “%(text)s”", text=text)
        case _:
            told = gettext("this is not a day: “%(text)s”", text=text)
    return f"{gettext(each.label)}: {told}"


def _turned_round(each: Filter, given: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """A range that ends before it begins finds nothing, and says why."""
    if len(each.parameters) == 1:
        return
    first, last = (given.get(name, ("",))[0] for name in each.parameters)
    if not (first and last):
        return
    read = amount_of if each.kind == "amount" else day_of
    begins, ends = read(first), read(last)
    if begins is not None and ends is not None and begins > ends:  # type: ignore[operator]
        told = gettext("it ends before it begins")
        yield Problem(each.key, f"{gettext(each.label)}: {told}")


def _order(spec: TableSpec, text: str) -> tuple[str, bool]:
    key = text.removeprefix("-")
    if key not in {column.key for column in spec.sortable}:
        return spec.sort, spec.is_descending
    return key, text.startswith("-")


def _columns(spec: TableSpec, args: Given) -> tuple[str, ...]:
    """The chosen ones in the order of the list; the first is always there."""
    chosen = set(_texts(args, "columns"))
    if not chosen & {column.key for column in spec.columns}:
        return spec.usual_columns
    first = spec.columns[0].key
    return tuple(c.key for c in spec.columns if c.key in chosen or c.key == first)
