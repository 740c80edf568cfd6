"""Reads of batches: what was chosen, what would happen to each now, and what did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.listing.asking import lines_of
from app.banking.lists.tables import BatchRow
from app.banking.lists.verbs import Verb, verb_named
from app.kernel.errors import NotFound
from app.kernel.ids import BatchId
from app.kernel.money import Money, sums


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a batch: why not, if it cannot be done; what came of it, when it was tried."""

    id: UUID
    line: Any
    why_not: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Many lines and one verb; `done_at` says that it was done, once."""

    id: BatchId
    verb: Verb
    back: str
    items: tuple[Item, ...]
    done_at: datetime | None

    @property
    def able(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.why_not)

    @property
    def unable(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.why_not)

    @property
    def amounts(self) -> tuple[Money, ...]:
        """What the lines that it is done to come to, per currency."""
        return sums(self.verb.amount(item.line) for item in self.able)


def batch_of(db: Session, batch_id: BatchId, login_id: UUID) -> Batch:
    """One's own; raises NotFound for anybody else's."""
    row = db.execute(
        select(
            BatchRow.verb, BatchRow.ids, BatchRow.back, BatchRow.outcomes, BatchRow.done_at
        ).where(BatchRow.id == batch_id, BatchRow.login_id == login_id)
    ).one_or_none()
    if row is None:
        raise NotFound("batch")
    verb = verb_named(row.verb)
    lines = lines_of(db, verb.spec, [UUID(each) for each in row.ids])
    told = {UUID(each["id"]): each["why_not"] for each in row.outcomes or ()}
    return Batch(batch_id, verb, row.back, _items(verb, lines, told, row.done_at), row.done_at)


def _items(
    verb: Verb, lines: Sequence[Any], told: dict[UUID, str], done_at: datetime | None
) -> tuple[Item, ...]:
    if done_at is None:
        return tuple(Item(line.id, line, verb.why_not(line)) for line in lines)
    return tuple(
        Item(line.id, line, told.get(line.id, ""), is_done=not told.get(line.id, ""))
        for line in lines
    )
