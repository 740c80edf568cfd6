"""Sums over a program's ledger: what is owed, what cash there should be, what is on its way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from app.banking.ledger.balances import accounts_with_balances, parts_as_of
from app.banking.ledger.rules import Side
from app.banking.ledger.tables import EntryRow, LedgerAccountRow
from app.kernel.money import Money
from app.rails.calendars import EASTERN
from app.storage.scope import current_scope

CASH = ("fbo_cash", "fed_account")
IN_TRANSIT = ("ach_outgoing", "ach_incoming")
DEPOSITS = "deposit"

Owner = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """A program's books on one line; the house's own books have no program.

    `in_transit` and `other` count as debts: cash = owed + in_transit + other, or a book is wrong.
    """

    partner_id: UUID
    program_id: UUID | None
    cash: Money
    owed: Money
    in_transit: Money
    other: Money
    customers: int


@dataclass(frozen=True, slots=True)
class _Sum:
    owner: Owner
    line: str
    currency: str
    net_debit: int
    customers: int


def totals_as_of(db: Session, day: date, *, ends_at: datetime) -> list[LedgerTotals]:
    """Of every program of the partner in scope, from the entries up to and including a day.

    What was posted in the evening, after the day had ended, counts for the next one; so closing
    late gives the same figures as closing on time. A later day may still post into this one.
    """
    account = LedgerAccountRow
    parts = parts_as_of(
        current_scope(db).partner_id, on=day, left_out=_in_the_evening(day, ends_at)
    )
    minor = parts.c.kept + parts.c.since + parts.c.late
    net = func.sum(case((account.normal_side == Side.DEBIT, minor), else_=-minor))
    grouped = (account.partner_id, account.program_id, _line(), account.currency)
    rows = db.execute(
        select(*grouped, net, func.count(account.customer_id.distinct()))
        .join(parts, (parts.c.partner_id == account.partner_id) & (parts.c.id == account.id))
        .where(or_(parts.c.kept_on.is_not(None), parts.c.lines > 0))
        .group_by(*grouped)
    )
    return _totals(_Sum((row[0], row[1]), row[2], row[3], int(row[4]), row[5]) for row in rows)


def totals_now(db: Session, *, partner_id: UUID | None = None) -> list[LedgerTotals]:
    """Of every program in scope, or of one partner's, as the books stand at this moment."""
    account = LedgerAccountRow
    of_partner = [account.partner_id == partner_id] if partner_id else []
    deposits = db.execute(
        select(
            account.partner_id,
            account.program_id,
            account.currency,
            func.sum(account.current_minor),
            func.count(account.customer_id.distinct()),
        )
        .where(account.customer_id.is_not(None), *of_partner)
        .group_by(account.partner_id, account.program_id, account.currency)
    )
    sums = [_Sum((row[0], row[1]), DEPOSITS, row[2], -int(row[3]), row[4]) for row in deposits]
    pooled = db.execute(
        accounts_with_balances()
        .add_columns(account.partner_id, account.program_id)
        .where(account.customer_id.is_(None), *of_partner)
    )
    for row in pooled:
        sign = 1 if row.normal_side == Side.DEBIT else -1
        line = row.code.rpartition(" ")[2]
        owner = (row.partner_id, row.program_id)
        sums.append(_Sum(owner, line, row.currency, sign * int(row.current), 0))
    return _totals(sums)


def _in_the_evening(day: date, ends_at: datetime) -> ColumnElement[bool]:
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=EASTERN)
    return and_(
        EntryRow.effective_on == day, EntryRow.posted_at >= ends_at, EntryRow.posted_at < midnight
    )


def _line() -> ColumnElement[str]:
    """The short code of a chart line, or the one word for every customer's account."""
    of_chart = func.split_part(LedgerAccountRow.code, " ", 2)
    return case((LedgerAccountRow.customer_id.is_not(None), DEPOSITS), else_=of_chart)


def _totals(sums: Iterable[_Sum]) -> list[LedgerTotals]:
    by_owner: dict[Owner, list[_Sum]] = defaultdict(list)
    for each in sums:
        by_owner[each.owner].append(each)
    return [_of_owner(owner, of_owner) for owner, of_owner in by_owner.items()]


def _of_owner(owner: Owner, sums: list[_Sum]) -> LedgerTotals:
    """In the currency of the cash; what is in another one is not at the bank's account."""
    currency = next((each.currency for each in sums if each.line in CASH), sums[0].currency)
    sums = [each for each in sums if each.currency == currency]
    minor = {"cash": 0, "owed": 0, "in_transit": 0, "other": 0}
    for each in sums:
        if each.line in CASH:
            minor["cash"] += each.net_debit
        elif each.line == DEPOSITS:
            minor["owed"] -= each.net_debit
        else:
            minor["in_transit" if each.line in IN_TRANSIT else "other"] -= each.net_debit
    amounts = {name: Money(value, currency) for name, value in minor.items()}
    customers = sum(each.customers for each in sums)
    return LedgerTotals(partner_id=owner[0], program_id=owner[1], customers=customers, **amounts)
