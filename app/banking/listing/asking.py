"""Asks the database for a list: one page by key, totals with a bound, and counts with one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from app.banking.listing.asked import (
    Asked,
    Wanted,
    after_day,
    amount_of,
    as_wanted,
    day_of,
    midnight,
)
from app.banking.listing.spec import AnyRow, Filter, Rows, TableSpec
from app.kernel.ids import first_id, read_any, read_shown
from app.kernel.money import MINOR_DIGITS, Money
from app.storage.scope import ask, kept

LINES = 25
LINES_MAX = 5_000
TOTALLED_MAX = 10_000
STATEMENTS_KEPT = 128
NOBODY = UUID(int=0)
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a list, and the key of the last one when there are more."""

    lines: tuple[Any, ...]
    next_key: Key | None


@dataclass(frozen=True, slots=True)
class Sum:
    label: str
    amount: Money
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines a filter leaves and what they come to; past the bound only that."""

    count: int
    is_more: bool
    sums: tuple[Sum, ...] = ()


def read_page(
    db: Session, spec: TableSpec, asked: Asked, *, after: Key | None = None, limit: int = LINES
) -> Page:
    """The lines behind a key, in the order asked for."""
    limit = min(limit, LINES_MAX)
    rows = db.execute(page_query(spec, asked, after=after, limit=limit)).all()
    return _page(db, spec, asked, rows, limit)


def read_listed(
    db: Session, spec: TableSpec, asked: Asked, *, after: Key | None = None
) -> tuple[Page, Totals]:
    """One page and the totals of all, in one question."""
    if spec.is_kept and not after:
        rows = ask(db, _first_listed(spec, asked.wanted)).all()
    else:
        rows = db.execute(_listed(spec, asked, after)).all()
    found = _page(db, spec, asked, rows, LINES)
    return found, _totals(spec, rows[0]) if rows else read_totals(db, spec, asked)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _first_listed(spec: TableSpec, wanted: Wanted) -> Rows:
    """Made once: most who open a list look at its beginning."""
    return kept(_listed(spec, as_wanted(wanted), None))


def _listed(spec: TableSpec, asked: Asked, after: Key | None) -> Rows:
    """Each row says the totals too: they are found once."""
    return page_query(spec, asked, after=after, limit=LINES, beside=_totals_asked(spec, asked))


def _page(db: Session, spec: TableSpec, asked: Asked, rows: Sequence[AnyRow], limit: int) -> Page:
    lines = spec.lines(db, rows[:limit])
    width = len(order_of(spec, asked))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(tuple(lines), tuple(last[-width:]) if last else None)


def page_query(
    spec: TableSpec,
    asked: Asked,
    *,
    after: Key | None,
    limit: int,
    beside: Sequence[ColumnElement[Any]] = (),
) -> Rows:
    """One page and the row that tells of the next one; its key stands last in each row."""
    order = order_of(spec, asked)
    keys = [column.label(f"key_{number}") for number, column in enumerate(order)]
    directed = [each.desc() if asked.is_descending else each.asc() for each in order]
    found = spec.rows().add_columns(*beside, *keys).where(*conditions(spec, asked))
    if after:
        here = tuple_(*order)
        there = tuple_(*(literal(v, c.type) for v, c in zip(after, order, strict=True)))
        found = found.where(here < there if asked.is_descending else here > there)
    return found.order_by(*directed).limit(limit + 1)


def order_of(spec: TableSpec, asked: Asked) -> tuple[Any, ...]:
    """What an index holds behind the partner: the sorted columns, then the id."""
    wanted = spec.column(asked.sort or spec.sort).sort
    return wanted if wanted[-1] is spec.id else (*wanted, spec.id)


def key_kinds(spec: TableSpec, asked: Asked) -> tuple[type, ...]:
    """What the parts of a key are in Python: a cursor is read as these or not at all."""
    return tuple(column.type.python_type for column in order_of(spec, asked))


def read_totals(db: Session, spec: TableSpec, asked: Asked) -> Totals:
    """Exact up to the bound; beyond it nothing is added up, however long the list."""
    return _totals(spec, db.execute(select(*_totals_asked(spec, asked))).one())


def _totals_asked(spec: TableSpec, asked: Asked) -> list[ColumnElement[Any]]:
    """How many lines there are up to the bound, and what they come to in each currency."""
    found: list[ColumnElement[Any]] = []
    if spec.totals:
        found.append(_added(spec, asked).label("added"))
    if spec.summed or not spec.totals:
        found.append(count_query(spec, asked, TOTALLED_MAX + 1).label("counted"))
    return found


def _added(spec: TableSpec, asked: Asked) -> ColumnElement[Any]:
    """For each currency how many amounts and their sums, exact: as texts in a list."""
    rows = replace(spec, rows=spec.summed) if spec.summed else spec
    minor = [total.minor.label(f"sum_{n}") for n, total in enumerate(spec.totals)]
    narrowed = _narrowed(rows, asked, spec.currency.label("currency"), *minor)
    inner = narrowed.limit(TOTALLED_MAX + 1).subquery()
    sums = [cast(func.coalesce(func.sum(inner.c[each.name]), 0), Text) for each in minor]
    told = func.jsonb_build_array(inner.c.currency, func.count(), *sums).label("told")
    added = select(told).group_by(inner.c.currency).order_by(inner.c.currency).subquery()
    return select(cast(func.jsonb_agg(added.c.told), Text)).scalar_subquery()


def _totals(spec: TableSpec, row: AnyRow) -> Totals:
    added = json.loads(row.added or "[]") if spec.totals else []
    amounts = sum(count for _, count, *_ in added)
    count = row.counted if spec.summed or not spec.totals else amounts
    if count > TOTALLED_MAX:
        return Totals(TOTALLED_MAX, is_more=True)
    if amounts > TOTALLED_MAX:
        return Totals(count, is_more=False)
    found = (
        Sum(total.label, Money(int(minor), currency), total.is_signed)
        for currency, _, *sums in added
        for total, minor in zip(spec.totals, sums, strict=True)
    )
    return Totals(count, is_more=False, sums=tuple(found))


def count_query(spec: TableSpec, asked: Asked, most: int) -> Any:
    """How many lines, at most so many: one number, to be put together with others."""
    inner = _narrowed(spec, asked, spec.id.label("id")).limit(most).subquery()
    return select(func.count()).select_from(inner).scalar_subquery()


def ids_of(db: Session, spec: TableSpec, asked: Asked, limit: int) -> list[UUID]:
    """The first ids of a list, in its order."""
    rows = db.execute(page_query(spec, asked, after=None, limit=limit))
    return [row[-1] for row in rows][:limit]


def lines_of(db: Session, spec: TableSpec, ids: Sequence[UUID]) -> list[Any]:
    """The lines of some ids in scope, in the order of the ids."""
    rows = db.execute(spec.rows().where(spec.id.in_(ids))).all()
    known = {line.id: line for line in spec.lines(db, rows)}
    return [known[each] for each in ids if each in known]


def conditions(spec: TableSpec, asked: Asked) -> list[ColumnElement[bool]]:
    return [
        condition
        for each in spec.filters
        if any(name in asked.given for name in each.parameters)
        for condition in _conditions(each, asked)
    ]


def _narrowed(spec: TableSpec, asked: Asked, *columns: Any) -> Rows:
    found = spec.rows().with_only_columns(*columns, maintain_column_froms=True)
    return found.where(*conditions(spec, asked))


def _conditions(each: Filter, asked: Asked) -> Iterator[ColumnElement[bool]]:
    match each.kind:
        case "choice":
            yield each.on[0].in_(asked.of(each.key))
        case "object":
            yield each.on[0] == (read_shown(each.of, asked.one(each.key)) or NOBODY)
        case "thing":
            its_id = read_any(asked.one(each.key)) or NOBODY
            yield or_(*(column == its_id for column in each.on))
        case "text":
            yield from map(partial(_begins, each), _words(asked.one(each.key)))
        case "amount":
            yield from _amounts(each, asked)
        case _:
            yield from _days(each, asked)


def _words(text: str) -> list[str]:
    return text.replace("\x00", " ").lower().split()


def _begins(each: Filter, word: str) -> ColumnElement[bool]:
    """A word begins one of the texts, or a later word of it."""
    looks = (func.lower(column) for column in each.on)
    return or_(
        *(
            or_(
                look.startswith(word, autoescape=True),
                look.contains(f" {word}", autoescape=True),
            )
            for look in looks
        ),
        *(column.endswith(word, autoescape=True) for column in each.ends),
    )


def _amounts(each: Filter, asked: Asked) -> Iterator[ColumnElement[bool]]:
    minor, currency = each.on
    first, last = (amount_of(asked.one(name)) for name in each.parameters)
    if first is not None:
        yield minor >= _minor(first, currency)
    if last is not None:
        yield minor <= _minor(last, currency)


def _minor(amount: Decimal, currency: Any) -> Any:
    """The amount in each currency's own minor units."""
    usual = 2
    others = {digits for digits in MINOR_DIGITS.values() if digits != usual}
    of = {d: [c for c, digits in MINOR_DIGITS.items() if digits == d] for d in others}
    return case(
        *((currency.in_(of[digits]), int(amount * 10**digits)) for digits in sorted(others)),
        else_=int(amount * 10**usual),
    )


def _days(each: Filter, asked: Asked) -> Iterator[ColumnElement[bool]]:
    column = each.on[0]
    first, last = (day_of(asked.one(name)) for name in each.parameters)
    if each.kind == "days":
        found = [column >= first] if first else []
        yield and_(*found, *([column <= last] if last else []))
        return
    edge = first_id if isinstance(column.type, Uuid) else (lambda moment: moment)
    begins = [column >= edge(midnight(first))] if first else []
    yield and_(*begins, *([column < edge(after_day(last))] if last else []))
