"""Locked days: how far the books are closed for good, and why, as a list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.banking.audit.queries import actors_by_detail
from app.banking.ledger.asides import Lock
from app.banking.ledger.listing import LOCKS
from app.banking.listing.spec import AnyRow, Column
from app.web.ledger_pages.whose import is_own, part_of, whose, writing
from app.web.tables.pages import Empty, TablePage, list_page

LOCKED = "period.locked"


@dataclass(frozen=True, slots=True)
class SignedLock:
    """A lock with who locked, as the audit trail has it."""

    locked_through: date
    locked_at: datetime
    reason: str
    by: str

    @property
    def id(self) -> date:
        return self.locked_through


def _signed(db: Session, rows: Sequence[AnyRow]) -> list[SignedLock]:
    locks: Sequence[Lock] = LOCKS.lines(db, rows)
    days = [each.locked_through.isoformat() for each in locks]
    by = actors_by_detail(db, whose.partner_id, LOCKED, "locked_through", days)
    return [
        SignedLock(each.locked_through, each.locked_at, each.reason, by.get(day, ""))
        for each, day in zip(locks, days, strict=True)
    ]


SIGNED = replace(
    LOCKS, lines=_signed, columns=(*LOCKS.columns[:2], Column("by"), *LOCKS.columns[2:])
)
LIST = TablePage(
    SIGNED,
    "ledger.periods",
    href=lambda _: "",
    called="Locked days",
    lead="Nothing more is posted for a locked day. A correction is dated today and names the day "
    "it is about.",
    template="ledger_pages/periods.html",
    session=lambda: whose.db,
    writing=writing,
    is_own=is_own,
    is_written_later=False,
    empty=Empty(
        "No day is locked",
        "The days of a month are locked once its statements are out.",
        mark="lock",
        nobody="The partner's owner locks them.",
    ),
)


def periods() -> ResponseReturnValue:
    return periods_page()


def periods_page(*, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page; `context` holds the form with what was wrong with it."""
    answer = list_page(LIST, whose=whose, **part_of(), **context)
    if isinstance(answer, Response):
        answer.status_code = status
    return answer
