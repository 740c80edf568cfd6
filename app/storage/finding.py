"""Finding things of many kinds in one question: each kind says what it is, in the same columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.storage.together import Question, Rows

OF_A_KIND_MAX = 5
NAMES_READ_MAX = 4 * OF_A_KIND_MAX  # one thing may be found by several of its words
Texts = SQLColumnExpression[Any] | str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked for; exact when what was typed could mean nothing else of it."""

    kind: str
    id: UUID
    partner_id: UUID
    title: str
    note: str
    status: str
    amount: Money | None
    at: datetime | None
    is_exact: bool


def things(
    kind: str,
    row: Any,
    *,
    title: Texts,
    note: Texts = "",
    status: Texts = "",
    money: tuple[Any, Any] | None = None,
    at: Any = None,
    is_exact: SQLColumnExpression[bool] | bool = False,
) -> Select[Any]:
    """The columns of `Found` of one kind; the caller says which rows, and bounds them."""
    minor, currency = money or (None, None)
    return select(
        literal(kind).label("kind"),
        row.id.label("id"),
        _owner(row).label("partner_id"),
        cast(title, Text).label("title"),
        cast(note, Text).label("note"),
        cast(status, Text).label("status"),
        cast(minor, BigInteger).label("minor"),
        cast(currency, Text).label("currency"),
        cast(at, DateTime(timezone=True)).label("at"),
        cast(is_exact, Boolean).label("is_exact"),
    )


def find(db: Session, branches: Iterable[Select[Any]]) -> list[Found]:
    """Everything the branches find, in their order: one question, at most six rows a branch."""
    asked = [_bounded(branch, place) for place, branch in enumerate(branches)]
    return _found(db.execute(union_all(*asked)).all()) if asked else []


def asking_to_find(*branches: Select[Any]) -> Question[list[Found]]:
    """The same, to be asked beside other things."""
    whole = union_all(*(_bounded(branch, place) for place, branch in enumerate(branches)))
    return Question(select(whole.subquery()), _found)


def _found(rows: Rows) -> list[Found]:
    return [
        Found(
            kind=each.kind,
            id=each.id,
            partner_id=each.partner_id,
            title=each.title,
            note=each.note,
            status=each.status,
            amount=None if each.minor is None else Money(each.minor, each.currency),
            at=each.at,
            is_exact=each.is_exact,
        )
        for each in sorted(rows, key=attrgetter("place"))
    ]


def _bounded(branch: Select[Any], place: int) -> Select[Any]:
    """As one part of a whole; building it anew around a subquery would cost more than asking it."""
    numbered = branch.add_columns(cast(place, Integer).label("place"))
    has_limit = branch._limit_clause is not None  # noqa: SLF001 -- the only way to ask
    return numbered if has_limit else numbered.limit(OF_A_KIND_MAX + 1)


def _owner(row: Any) -> Any:
    """Whose it is; of what belongs to a bank, the bank."""
    return row.partner_id if hasattr(row, "partner_id") else row.bank_id
