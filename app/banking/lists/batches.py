"""Reads of batches: what was chosen, what would happen to each now, and what did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.listing.asking import lines_of
from app.banking.lists.tables import BatchRow
from app.banking.lists.verb import Foreseen, Verb
from app.banking.lists.verbs import verb_named
from app.kernel.errors import NotFound
from app.kernel.ids import BatchId, LoginId
from app.kernel.money import Money, sums


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a batch: why not, if it cannot be done; what came of it, when it was tried.

    `stands` is how it is before, where the line does not say.
    """

    id: UUID
    line: Any
    why_not: str = ""
    stands: str = ""
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
        amount = self.verb.amount
        return sums(amount(item.line) for item in self.able) if amount else ()


def batch_of(
    db: Session, batch_id: BatchId, login_id: UUID, *, person: LoginId | None = None
) -> Batch:
    """One's own; raises NotFound for anybody else's. `person` is who it would be given to."""
    row = db.execute(
        select(
            BatchRow.verb, BatchRow.ids, BatchRow.back, BatchRow.outcomes, BatchRow.done_at
        ).where(BatchRow.id == batch_id, BatchRow.login_id == login_id)
    ).one_or_none()
    if row is None:
        raise NotFound("batch")
    verb = verb_named(row.verb)
    lines = lines_of(db, verb.spec, [UUID(each) for each in row.ids])
    if row.done_at is None:
        seen = verb.foresee(db, [line.id for line in lines], person) if verb.foresee else {}
        items = tuple(_ahead(verb, line, seen.get(line.id, Foreseen(""))) for line in lines)
    else:
        told = {UUID(each["id"]): each["why_not"] for each in row.outcomes or ()}
        items = tuple(_done(line, told.get(line.id, "")) for line in lines)
    return Batch(batch_id, verb, row.back, items, row.done_at)


def _ahead(verb: Verb, line: Any, seen: Foreseen) -> Item:
    return Item(line.id, line, verb.why_not(line) or seen.why_not, seen.stands)


def _done(line: Any, why_not: str) -> Item:
    return Item(line.id, line, why_not, is_done=not why_not)
