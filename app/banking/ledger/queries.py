"""Reads of the ledger: accounts with balances, lines of an account, holds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Tuple, func, literal, select, true, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app.banking.ledger.balances import accounts_with_balances
from app.banking.ledger.rules import Balance, Side
from app.banking.ledger.tables import (
    EntryRow,
    LedgerAccountRow,
)
from app.banking.ledger.tail import signed
from app.kernel.errors import NotFound
from app.kernel.ids import LedgerAccountId, TransactionId
from app.kernel.money import Money
from app.storage.scope import current_scope

PAGE_LINES_MAX = 100


@dataclass(frozen=True, slots=True)
class LedgerAccountLine:
    """A ledger account with its balances, as the chart shows it."""

    id: LedgerAccountId
    code: str
    name: str
    kind: str
    normal_side: str
    is_pooled: bool
    balance: Balance


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of an account's history; `signed` counts in the account's normal direction."""

    transaction_id: TransactionId
    line: int
    side: str
    amount: Money
    signed: Money
    running: Money
    description: str
    effective_on: date
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the key of its last line."""

    effective_on: date
    transaction_id: UUID
    line: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    lines: tuple[EntryLine, ...]
    next_cursor: Cursor | None


def balance_of(db: Session, ledger_account_id: LedgerAccountId) -> Balance:
    """Current and held of one account, guarded or pooled; raises NotFound."""
    lines = ledger_accounts(db, LedgerAccountRow.id == ledger_account_id)
    if not lines:
        raise NotFound("account")
    return lines[0].balance


def ledger_account_id(db: Session, code: str) -> LedgerAccountId:
    """The id behind a chart code, such as `fbo_cash` of a program: `<program id> fbo_cash`."""
    found = db.scalar(select(LedgerAccountRow.id).where(LedgerAccountRow.code == code))
    if found is None:
        raise NotFound("ledger account")
    return LedgerAccountId(found)


def chart_code(owner_id: UUID, code: str) -> str:
    """The unique code of a chart line: the program's id (or the house's), then the line."""
    return f"{owner_id} {code}"


def chart(db: Session, owner_id: UUID) -> dict[str, LedgerAccountId]:
    """The ledger accounts of a program's (or the house's) chart by their short code."""
    prefix = f"{owner_id} "
    rows = db.execute(
        select(LedgerAccountRow.code, LedgerAccountRow.id).where(
            LedgerAccountRow.code.startswith(prefix, autoescape=True)
        )
    ).all()
    return {row.code.removeprefix(prefix): LedgerAccountId(row.id) for row in rows}


def ledger_accounts(db: Session, *conditions: ColumnElement[bool]) -> list[LedgerAccountLine]:
    """Accounts with their balances; a pooled one is its checkpoint plus the entries since."""
    rows = db.execute(accounts_with_balances().where(*conditions)).all()
    return [
        LedgerAccountLine(
            id=LedgerAccountId(row.id),
            code=row.code.rpartition(" ")[2],
            name=row.name,
            kind=row.kind,
            normal_side=row.normal_side,
            is_pooled=row.is_pooled,
            balance=Balance(
                Money(int(row.current), row.currency), Money(row.held_minor, row.currency)
            ),
        )
        for row in rows
    ]


def program_accounts(db: Session, program_id: UUID) -> list[LedgerAccountLine]:
    """The chart of a program with balances, without the customers' own accounts."""
    return ledger_accounts(
        db, LedgerAccountRow.program_id == program_id, LedgerAccountRow.customer_id.is_(None)
    )


def house_accounts(db: Session) -> list[LedgerAccountLine]:
    """The house partner's own chart with balances."""
    return ledger_accounts(
        db, LedgerAccountRow.program_id.is_(None), LedgerAccountRow.customer_id.is_(None)
    )


def owed_to_customers(db: Session, program_id: UUID, currency: str) -> tuple[int, int]:
    """Sum of customers' current balances in minor units, and how many accounts that is."""
    row = db.execute(
        select(func.coalesce(func.sum(LedgerAccountRow.current_minor), 0), func.count()).where(
            LedgerAccountRow.program_id == program_id,
            LedgerAccountRow.customer_id.is_not(None),
            LedgerAccountRow.currency == currency,
        )
    ).one()
    return int(row[0]), int(row[1])


def entry_page(
    db: Session,
    ledger_account_id: LedgerAccountId,
    *,
    before: Cursor | None = None,
    limit: int = 25,
) -> EntryPage:
    """Newest lines first, each with the balance after it; pages by key, never by offset."""
    limit = min(limit, PAGE_LINES_MAX)
    rows = db.execute(_entries_asked(ledger_account_id, before, limit + 1)).all()
    if not rows:
        raise NotFound("account")
    account = rows[0]
    running = int(account.current_minor)
    if account.is_pooled:  # the portal cannot read what that takes, and has none
        running = balance_of(db, ledger_account_id).current.minor
    newer = int(account.newer_debit)
    running -= newer if account.normal_side == Side.DEBIT else -newer
    lines = []
    for row in rows[:limit]:
        if row.line is not None:
            line = _line(row, account.normal_side, running)
            lines.append(line)
            running -= line.signed.minor
    last = rows[limit - 1] if len(rows) > limit else None
    return EntryPage(tuple(lines), _cursor(last) if last else None)


def _entries_asked(
    ledger_account_id: LedgerAccountId, before: Cursor | None, limit: int
) -> Select[*tuple[Any, ...]]:
    """The account beside each of its lines, and beside none where it has none."""
    account, entry = LedgerAccountRow, EntryRow
    newer: ColumnElement[int] = literal(0)
    lines = select(
        entry.transaction_id,
        entry.line,
        entry.side,
        entry.amount_minor,
        entry.currency,
        entry.description,
        entry.effective_on,
        entry.posted_at,
    ).where(entry.partner_id == account.partner_id, entry.ledger_account_id == account.id)
    if before:
        # Debits less credits, so that it is added up once and not for each line.
        added = select(func.coalesce(func.sum(signed(Side.DEBIT)), 0)).where(
            entry.ledger_account_id == ledger_account_id, _key() >= _key_of(before)
        )
        newer, lines = added.scalar_subquery(), lines.where(_key() < _key_of(before))
    key = (entry.effective_on.desc(), entry.transaction_id.desc(), entry.line.desc())
    found = lines.order_by(*key).limit(limit).lateral("lines")
    order = (found.c.effective_on, found.c.transaction_id, found.c.line)
    return (
        select(
            account.is_pooled,
            account.normal_side,
            account.current_minor,
            newer.label("newer_debit"),
            *found.c,
        )
        .select_from(account)
        .outerjoin(found, true())
        .where(account.id == ledger_account_id)
        .order_by(*(each.desc() for each in order))
    )


def entries_between(
    db: Session, ledger_account_id: LedgerAccountId, *, first: date, last: date
) -> tuple[Money, list[EntryLine]]:
    """The balance before `first`, and every line of the days first … last, oldest first."""
    account = db.get_one(LedgerAccountRow, (current_scope(db).partner_id, ledger_account_id))
    in_normal_direction = signed(account.normal_side)
    of_account = EntryRow.ledger_account_id == ledger_account_id
    earlier = select(func.coalesce(func.sum(in_normal_direction), 0)).where(
        of_account, EntryRow.effective_on < first
    )
    running = int(db.scalar(earlier) or 0)
    opening = Money(running, account.currency)
    rows = db.scalars(
        select(EntryRow)
        .where(of_account, EntryRow.effective_on.between(first, last))
        .order_by(EntryRow.effective_on, EntryRow.transaction_id, EntryRow.line)
    )
    lines = []
    for row in rows:
        running += row.amount_minor if row.side == account.normal_side else -row.amount_minor
        lines.append(_line(row, account.normal_side, running))
    return opening, lines


def _cursor(row: Any) -> Cursor:
    return Cursor(row.effective_on, row.transaction_id, row.line)


def _key() -> Tuple:
    return tuple_(EntryRow.effective_on, EntryRow.transaction_id, EntryRow.line)


def _key_of(cursor: Cursor) -> Tuple:
    return tuple_(cursor.effective_on, cursor.transaction_id, cursor.line)


def _line(row: Any, normal_side: str, running: int) -> EntryLine:
    amount = Money(row.amount_minor, row.currency)
    return EntryLine(
        transaction_id=TransactionId(row.transaction_id),
        line=row.line,
        side=row.side,
        amount=amount,
        signed=amount if row.side == normal_side else -amount,
        running=Money(running, row.currency),
        description=row.description,
        effective_on=row.effective_on,
        posted_at=row.posted_at,
    )
