"""Several questions in one statement: a page asks its database once for what stands side by side.

Each question stays a statement of its own, with its order and its limit; put together, each comes
back as one value, and its rows are read out of that by the types of its columns. One alone is asked
as it is.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

Rows = Sequence[Any]
Reading = Callable[[Any], Any]
Answer = TypeVar("Answer")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """A statement that names columns, and what its rows are made into."""

    asked: Select[*tuple[Any, ...]]
    made: Callable[[Rows], Answer]


def each_as(
    question: Question[list[Found]], told: Callable[[Found], Answer]
) -> Question[list[Answer]]:
    """The same question, with something else made of each thing it finds."""
    return Question(question.asked, lambda rows: [told(each) for each in question.made(rows)])


def read(db: Session, question: Question[Answer]) -> Answer:
    """One question alone."""
    return question.made(db.execute(question.asked).all())


def read_together(db: Session, *questions: Question[Any]) -> list[Any]:
    """The answers, in the order of the questions: one statement, however many there are."""
    if len(questions) == 1:
        return [read(db, questions[0])]
    if not questions:
        return []
    found = db.execute(select(*(_as_one_value(each.asked) for each in questions))).one()
    return [
        each.made(list(_rows(each.asked, value)))
        for each, value in zip(questions, found, strict=True)
    ]


def _as_one_value(asked: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """The rows in their order as a list of lists; Postgres adds them up as it reads them."""
    rows = asked.subquery()
    return select(func.jsonb_agg(func.jsonb_build_array(*rows.c))).scalar_subquery()


def _rows(asked: Select[*tuple[Any, ...]], value: list[list[Any]] | None) -> Iterator[Any]:
    columns = asked.selected_columns
    row = _row_of(tuple(columns.keys()))
    reads = [(at, each) for at, column in enumerate(columns) if (each := _reading(column.type))]
    for cells in value or ():
        for at, reading in reads:
            if cells[at] is not None:
                cells[at] = reading(cells[at])
        yield row._make(cells)


@cache
def _row_of(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 -- its names are those of the statement


def _reading(kind: Any) -> Reading | None:
    """How a value comes back from JSON; None where it is itself there already."""
    return READINGS[kind.python_type]


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
