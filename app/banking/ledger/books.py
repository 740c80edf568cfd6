"""The books as a list of accounts with balances: now, as of a day, as known on a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app.banking.ledger.balances import accounts_with_balances, parts_as_of
from app.banking.ledger.rules import HOUSE_CHART, PROGRAM_CHART, Side
from app.banking.ledger.tables import LedgerAccountRow
from app.kernel.errors import NotFound
from app.kernel.ids import LedgerAccountId, ProgramId
from app.kernel.money import Money, zero
from app.kernel.text import masked
from app.storage.scope import current_scope

FORWARD_DAYS_MAX = 60  # the posting function refuses a later effective_on
CHART_LINES_MAX = 10_000
KINDS = ("asset", "liability", "equity", "income", "expense")  # in the order of a balance sheet
CHART_ORDER = {line.code: place for place, line in enumerate((*PROGRAM_CHART, *HOUSE_CHART))}
LAST = len(CHART_ORDER)


@dataclass(frozen=True, slots=True)
class When:
    """Which balance is meant: of the day `on`, as known at a moment, both, or simply now."""

    on: date | None = None
    known_at: datetime | None = None

    @property
    def is_now(self) -> bool:
        return self.on is None and self.known_at is None

    @property
    def day(self) -> date:
        """The last day whose entries count."""
        if self.on is not None or self.known_at is None:
            return self.on or date.max
        return self.known_at.date() + timedelta(days=FORWARD_DAYS_MAX)


NOW = When()


@dataclass(frozen=True, slots=True)
class LedgerAccount:
    """A ledger account with the balance asked for; a customer's number is masked."""

    id: LedgerAccountId
    program_id: ProgramId | None
    customer_id: UUID | None
    code: str
    name: str
    kind: str
    normal_side: str
    currency: str
    is_pooled: bool
    floor: Money | None
    is_debit_frozen: bool
    is_credit_frozen: bool
    opened_at: datetime
    closed_at: datetime | None
    current: Money
    held: Money

    @property
    def available(self) -> Money:
        return self.current - self.held

    @property
    def status(self) -> str:
        if self.closed_at:
            return "closed"
        return "frozen" if self.is_debit_frozen or self.is_credit_frozen else "open"


@dataclass(frozen=True, slots=True)
class Deposits:
    """All customers' accounts of a program in one currency, folded into one line."""

    program_id: ProgramId | None
    accounts: int
    current: Money
    held: Money


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An account, or all deposits, with its balance on the side where it stands."""

    name: str
    code: str
    kind: str
    account_id: LedgerAccountId | None
    accounts: int
    debit: Money
    credit: Money


def chart_accounts(
    db: Session, when: When = NOW, *, program_id: UUID | None = None
) -> list[LedgerAccount]:
    """Every account that is no customer's, in the order of the chart."""
    conditions: list[ColumnElement[bool]] = [LedgerAccountRow.customer_id.is_(None)]
    if program_id:
        conditions.append(LedgerAccountRow.program_id == program_id)
    return _accounts(db, when, *conditions)


def ledger_account(
    db: Session, ledger_account_id: LedgerAccountId, when: When = NOW
) -> LedgerAccount:
    """One account; raises NotFound."""
    found = _accounts(db, when, LedgerAccountRow.id == ledger_account_id)
    if not found:
        raise NotFound("ledger account")
    return found[0]


def ledger_accounts_by_id(
    db: Session, ids: Iterable[UUID], when: When = NOW
) -> dict[LedgerAccountId, LedgerAccount]:
    """Several accounts; those out of scope are left out."""
    return {each.id: each for each in _accounts(db, when, LedgerAccountRow.id.in_(list(ids)))}


def deposits(db: Session, when: When = NOW, *, program_id: UUID | None = None) -> list[Deposits]:
    """Customers' accounts as one sum a program and currency."""
    account = LedgerAccountRow
    conditions: list[ColumnElement[bool]] = [account.customer_id.is_not(None)]
    if program_id:
        conditions.append(account.program_id == program_id)
    grouped = (account.program_id, account.currency)
    held, current = func.sum(account.held_minor), func.sum(account.current_minor)
    if when.is_now:
        asked = select(*grouped, func.count(), current, held).where(*conditions)
    else:
        parts = parts_as_of(
            current_scope(db).partner_id, *conditions, on=when.day, known_at=when.known_at
        )
        current = func.sum(parts.c.kept + parts.c.since + parts.c.late - parts.c.unknown)
        asked = (
            select(*grouped, func.count(), current, held)
            .select_from(parts)
            .join(account, (account.partner_id == parts.c.partner_id) & (account.id == parts.c.id))
        )
    return [
        Deposits(
            ProgramId(owner) if owner else None,
            count,
            Money(int(minor), currency),
            Money(int(aside), currency),
        )
        for owner, currency, count, minor, aside in db.execute(
            asked.group_by(*grouped).order_by(*grouped)
        )
    ]


def trial_balance(db: Session, when: When, *, program_id: UUID | None = None) -> list[TrialLine]:
    """Each account on the side where it stands; an overdrawn one on the other than its normal."""
    lines = [
        _trial_line(each.name, each.code, each.kind, each.normal_side, each.current, each.id)
        for each in chart_accounts(db, when, program_id=program_id)
    ]
    folded = [
        _trial_line(
            "Customers' deposits",
            "deposit",
            "liability",
            Side.CREDIT,
            each.current,
            None,
            each.accounts,
        )
        for each in deposits(db, when, program_id=program_id)
    ]
    return sorted([*lines, *folded], key=lambda line: KINDS.index(line.kind))


def _trial_line(
    name: str,
    code: str,
    kind: str,
    normal_side: str,
    current: Money,
    account_id: LedgerAccountId | None,
    accounts: int = 1,
) -> TrialLine:
    nothing = zero(current.currency)
    amount = -current if current.is_negative else current
    is_debit = (normal_side == Side.DEBIT) != current.is_negative
    return TrialLine(
        name=name,
        code=code,
        kind=kind,
        account_id=account_id,
        accounts=accounts,
        debit=amount if is_debit else nothing,
        credit=nothing if is_debit else amount,
    )


def _accounts(db: Session, when: When, *conditions: ColumnElement[bool]) -> list[LedgerAccount]:
    asked = _now() if when.is_now else _as_of(db, when, *conditions)
    rows = db.execute(asked.where(*conditions).limit(CHART_LINES_MAX))
    return sorted(map(_account, rows), key=_in_order)


def _in_order(account: LedgerAccount) -> tuple[int, int, datetime, UUID]:
    """By kind, then as the usual chart has them, then as they were opened."""
    return KINDS.index(account.kind), CHART_ORDER.get(account.code, LAST), *_age(account)


def _age(account: LedgerAccount) -> tuple[datetime, UUID]:
    return account.opened_at, account.id


def _now() -> Select[*tuple[Any, ...]]:
    return accounts_with_balances().add_columns(LedgerAccountRow)


def _as_of(db: Session, when: When, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    account = LedgerAccountRow
    parts = parts_as_of(
        current_scope(db).partner_id, *conditions, on=when.day, known_at=when.known_at
    )
    current = (parts.c.kept + parts.c.since + parts.c.late - parts.c.unknown).label("current")
    return (
        select(account, current)
        .select_from(parts)
        .join(account, (account.partner_id == parts.c.partner_id) & (account.id == parts.c.id))
        .order_by(account.opened_at, account.id)
    )


def _account(row: Row[Any]) -> LedgerAccount:
    each: LedgerAccountRow = row.LedgerAccountRow
    _, _, short = each.code.rpartition(" ")
    return LedgerAccount(
        id=LedgerAccountId(each.id),
        program_id=ProgramId(each.program_id) if each.program_id else None,
        customer_id=each.customer_id,
        code=masked(short) if each.customer_id else short,
        name=each.name,
        kind=each.kind,
        normal_side=each.normal_side,
        currency=each.currency,
        is_pooled=each.is_pooled,
        floor=None if each.floor_minor is None else Money(each.floor_minor, each.currency),
        is_debit_frozen=each.is_debit_frozen,
        is_credit_frozen=each.is_credit_frozen,
        opened_at=each.opened_at,
        closed_at=each.closed_at,
        current=Money(int(row.current), each.currency),
        held=Money(each.held_minor, each.currency),
    )
