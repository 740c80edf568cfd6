"""Counting many queues in one question: how much waits, since when, and until when at the soonest.

A count stops where nobody would count on: what is behind it is told as that many and more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    Text,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

Branch = Select[*tuple[Any, ...]]
COUNTED_MAX = 1_000
MANY_MAX = 10_000  # of what is a rate of many


@dataclass(frozen=True, slots=True)
class Counted:
    """One queue, or one group of it; `minor` is the sum of what is counted, where that is money."""

    kind: str
    count: int
    oldest_at: datetime | None
    due_at: datetime | None
    minor: int

    @property
    def is_more(self) -> bool:
        return self.count > COUNTED_MAX


def queue(
    kind: str,
    at: Any,
    *conditions: ColumnElement[bool],
    due: Any = None,
    most: int = COUNTED_MAX,
) -> Branch:
    """How many rows there are, the earliest `at` and the earliest `due` of them."""
    moment = DateTime(timezone=True)
    rows = (
        select(cast(at, moment).label("at"), cast(due, moment).label("due"))
        .where(*conditions)
        .limit(most + 1)
        .subquery()
    )
    return select(
        cast(literal(kind), Text).label("kind"),
        func.count().label("how_many"),
        func.min(rows.c.at).label("oldest_at"),
        func.min(rows.c.due).label("due_at"),
        cast(0, BigInteger).label("minor"),
    ).select_from(rows)


def groups(kind: str, at: Any, minor: Any, *conditions: ColumnElement[bool]) -> Branch:
    """A line for each moment: how many rows have it, and what they come to."""
    return (
        select(
            cast(literal(kind), Text).label("kind"),
            func.count().label("how_many"),
            cast(at, DateTime(timezone=True)).label("oldest_at"),
            cast(None, DateTime(timezone=True)).label("due_at"),
            cast(func.coalesce(func.sum(minor), 0), BigInteger).label("minor"),
        )
        .where(*conditions)
        .group_by(at)
    )


def count_all(
    db: Session, asked: Iterable[Branch], values: Mapping[str, Any] | None = None
) -> list[Counted]:
    """Every queue in one question; `values` are for what is bound in queues that are kept."""
    branches = list(asked)
    if not branches:
        return []
    rows = union_all(*branches).subquery()
    return [
        Counted(each.kind, int(each.how_many), each.oldest_at, each.due_at, int(each.minor))
        for each in db.execute(select(rows), values or {})
    ]
