"""An account's lines as a page or a download: newest first, narrowed, with the balance after each.

A filter looks through a bounded number of lines at a time and says how far it has looked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ScalarSelect, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from app.banking.ledger.balances import accounts_with_balances, parts_as_of
from app.banking.ledger.books import LedgerAccount
from app.banking.ledger.queries import Cursor
from app.banking.ledger.rules import Side
from app.banking.ledger.tables import EntryRow, LedgerAccountRow, TransactionRow
from app.banking.ledger.tail import signed
from app.kernel.ids import TransactionId
from app.kernel.money import Money
from app.storage.scope import current_scope

LOOKED_AT_MAX = 5_000
LINES_MAX = 10_000
DOWNLOAD_LOOKED_AT_MAX = 100_000


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What narrows an account's lines; amounts in minor units of its currency."""

    first: date | None = None
    last: date | None = None
    least: int | None = None
    most: int | None = None
    cause: str = ""
    side: str = ""
    words: str = ""

    @property
    def is_sifting(self) -> bool:
        """Whether lines have to be looked at one by one; days alone are found by the key."""
        return bool(self.least or self.most or self.cause or self.side or self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with why it is there; `running` is the balance after it."""

    transaction_id: TransactionId
    line: int
    side: str
    amount: Money
    running: Money
    description: str
    cause: str
    subject_kind: str
    subject_id: UUID | None
    effective_on: date
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class LinePage:
    """`next_cursor` goes on; `looked_through_to` when the filter stopped looking at a day."""

    lines: tuple[Line, ...]
    next_cursor: Cursor | None
    looked_through_to: date | None = None


def line_page(
    db: Session,
    account: LedgerAccount,
    narrowed: LineFilter,
    *,
    before: Cursor | None = None,
    limit: int = 25,
    looked_at_max: int = LOOKED_AT_MAX,
) -> LinePage:
    """A page of the lines of an account, which has been read already."""
    limit = min(limit, LINES_MAX)
    if not narrowed.is_sifting:
        looked_at_max = limit + 1
    looked_at = _looked_at(db, account, narrowed, before, looked_at_max)
    rows = db.execute(_sifted(looked_at, narrowed).limit(limit + 1)).all()
    lines = tuple(_line(row) for row in rows[:limit])
    if len(rows) > limit:
        last = lines[-1]
        return LinePage(lines, Cursor(last.effective_on, last.transaction_id, last.line))
    if not narrowed.is_sifting:
        return LinePage(lines, None)
    end = db.execute(_end_of(looked_at, looked_at_max)).one_or_none()
    if end is None:
        return LinePage(lines, None)
    return LinePage(lines, Cursor(*end), looked_through_to=end[0])


def _looked_at(
    db: Session,
    account: LedgerAccount,
    narrowed: LineFilter,
    before: Cursor | None,
    looked_at_max: int,
) -> CTE:
    """A stretch of the account's lines by its key, each with the balance after it."""
    entry = EntryRow
    key = (entry.effective_on, entry.transaction_id, entry.line)
    newest_first = [each.desc() for each in key]
    amount = signed(account.normal_side)
    newer = func.sum(amount).over(order_by=newest_first) - amount
    opening = _opening(db, account, narrowed.last, before)
    asked = select(
        *key,
        entry.partner_id,
        entry.side,
        entry.amount_minor,
        entry.currency,
        entry.description,
        entry.posted_at,
        (opening - newer).label("running"),
    ).where(entry.ledger_account_id == account.id)
    if before:
        asked = asked.where(
            tuple_(*key) < tuple_(before.effective_on, before.transaction_id, before.line)
        )
    if narrowed.last:
        asked = asked.where(entry.effective_on <= narrowed.last)
    if narrowed.first:
        asked = asked.where(entry.effective_on >= narrowed.first)
    return asked.order_by(*newest_first).limit(looked_at_max).cte("looked_at")


def _opening(
    db: Session, account: LedgerAccount, last: date | None, before: Cursor | None
) -> ColumnElement[int]:
    """The balance after the newest line of the stretch, in the same look as the lines."""
    if before is None and last is None:
        now = accounts_with_balances().where(LedgerAccountRow.id == account.id).order_by(None)
        return select(now.subquery("now").c.current).scalar_subquery()
    day = before.effective_on if before else last
    assert day is not None  # noqa: S101 -- one of the two is given
    parts = parts_as_of(current_scope(db).partner_id, LedgerAccountRow.id == account.id, on=day)
    as_of = select(parts.c.kept + parts.c.since + parts.c.late).scalar_subquery()
    return as_of - _later_that_day(db, account, before) if before else as_of


def _later_that_day(db: Session, account: LedgerAccount, before: Cursor) -> ScalarSelect[Any]:
    """What the lines of the cursor's day come to that are newer than the page, or its edge."""
    entry = aliased(EntryRow)
    amount = case(
        (entry.side == account.normal_side, entry.amount_minor), else_=-entry.amount_minor
    )
    key = tuple_(entry.transaction_id, entry.line)
    return (
        select(func.coalesce(func.sum(amount), 0))
        .where(
            entry.partner_id == current_scope(db).partner_id,
            entry.ledger_account_id == account.id,
            entry.effective_on == before.effective_on,
            key >= tuple_(before.transaction_id, before.line),
        )
        .scalar_subquery()
    )


def _sifted(looked_at: CTE, narrowed: LineFilter) -> Select[*tuple[Any, ...]]:
    written, line = TransactionRow, looked_at.c
    asked = (
        select(
            *line,
            written.cause,
            written.subject_kind,
            written.subject_id,
            written.description.label("words"),
        )
        .select_from(looked_at)
        .join(
            written,
            and_(written.partner_id == line.partner_id, written.id == line.transaction_id),
        )
        .order_by(line.effective_on.desc(), line.transaction_id.desc(), line.line.desc())
    )
    if narrowed.least:
        asked = asked.where(line.amount_minor >= narrowed.least)
    if narrowed.most:
        asked = asked.where(line.amount_minor <= narrowed.most)
    if narrowed.side:
        asked = asked.where(line.side == narrowed.side)
    if narrowed.cause:
        asked = asked.where(written.cause == narrowed.cause)
    for word in narrowed.words.lower().split():
        asked = asked.where(
            or_(
                func.strpos(func.lower(line.description), word) > 0,
                func.strpos(func.lower(written.description), word) > 0,
            )
        )
    return asked


def _end_of(looked_at: CTE, looked_at_max: int) -> Select[*tuple[Any, ...]]:
    """The last line of a stretch that was looked at in full length, or nothing."""
    line = looked_at.c
    return (
        select(line.effective_on, line.transaction_id, line.line)
        .order_by(line.effective_on.desc(), line.transaction_id.desc(), line.line.desc())
        .offset(looked_at_max - 1)
        .limit(1)
    )


def _line(row: Any) -> Line:
    return Line(
        transaction_id=TransactionId(row.transaction_id),
        line=row.line,
        side=Side(row.side),
        amount=Money(row.amount_minor, row.currency),
        running=Money(int(row.running), row.currency),
        description=row.description or row.words,
        cause=row.cause,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        effective_on=row.effective_on,
        posted_at=row.posted_at,
    )
