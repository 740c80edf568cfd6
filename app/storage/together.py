"""Several questions in one statement: a page asks its database once for what stands side by side.

Each question stays a statement of its own, with its order and its limit; put together, each comes
back as one value, and its rows are read out of that by the types of its columns. One alone is asked
as it is.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, literal_column, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnClause

from app.storage.scope import ask, kept

Rows = Sequence[Any]
Reading = Callable[[Any], Any]
Answer = TypeVar("Answer")
Found = TypeVar("Found")
WHOLE_ROW: ColumnClause[Any] = literal_column("asked")


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """A statement that names columns, and what its rows are made into.

    One that is made once in the life of the program, for what every page asks, has `values` for
    what is bound in it, and says so: then what it is put together with is kept as well.
    """

    asked: Select[*tuple[Any, ...]]
    made: Callable[[Rows], Answer]
    values: Mapping[str, Any] = field(default_factory=dict)
    is_kept: bool = False


def each_as(
    question: Question[list[Found]], told: Callable[[Found], Answer]
) -> Question[list[Answer]]:
    """The same question, with something else made of each thing it finds."""

    def made(rows: Rows) -> list[Answer]:
        return [told(each) for each in question.made(rows)]

    return replace(question, made=made)  # type: ignore[arg-type,return-value]


def read(db: Session, question: Question[Answer]) -> Answer:
    """One question alone."""
    return question.made(db.execute(question.asked, question.values).all())


def read_together(db: Session, *questions: Question[Any]) -> list[Any]:
    """The answers, in the order of the questions: one statement, however many there are."""
    if len(questions) == 1:
        return [read(db, questions[0])]
    if not questions:
        return []
    asked = [each.asked for each in questions]
    bound = {name: value for each in questions for name, value in each.values.items()}
    if all(each.is_kept for each in questions):
        whole, shapes = _kept(*asked)
        found = ask(db, whole, bound).one()
    else:
        whole, shapes = _put_together(*asked)
        found = db.execute(whole, bound).one()
    return [
        each.made([shape.row(value) for value in rows or ()])
        for each, shape, rows in zip(questions, shapes, found, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one row comes back: its names, and what must be read out of the JSON of it."""

    names: tuple[str, ...]
    readings: tuple[tuple[str, Reading], ...]

    def row(self, value: dict[str, Any]) -> Any:
        for name, reading in self.readings:
            if value[name] is not None:
                value[name] = reading(value[name])
        return _row_of(self.names)._make([value[name] for name in self.names])


def _put_together(
    *asked: Select[*tuple[Any, ...]],
) -> tuple[Select[*tuple[Any, ...]], list[_Shape]]:
    return select(*map(_as_one_value, asked)), list(map(_shape, asked))


@lru_cache(maxsize=64)
def _kept(*asked: Select[*tuple[Any, ...]]) -> tuple[Select[*tuple[Any, ...]], list[_Shape]]:
    whole, shapes = _put_together(*asked)
    return kept(whole), shapes


def _as_one_value(asked: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """The rows in their order, each as an object; Postgres adds them up as it reads them."""
    rows = select(func.jsonb_agg(func.to_jsonb(WHOLE_ROW)))
    return rows.select_from(asked.subquery(WHOLE_ROW.name)).scalar_subquery()


def _shape(asked: Select[*tuple[Any, ...]]) -> _Shape:
    columns = asked.selected_columns
    found = ((name, READINGS[column.type.python_type]) for name, column in columns.items())
    readings = tuple((name, reading) for name, reading in found if reading)
    return _Shape(tuple(columns.keys()), readings)


@cache
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 -- its names are those of the statement


# What is not here cannot be asked together: a span or a decimal would not come back as it was.
READINGS: dict[type, Reading | None] = {
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    bytes: lambda text: bytes.fromhex(text.removeprefix("\\x")),
    str: None,
    int: None,
    float: None,
    bool: None,
    list: None,
    object: None,  # what is JSON in the table
}
