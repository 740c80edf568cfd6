"""Lists of holds, deposits and locks, declared once; only the ledger reads its rows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from app.banking.ledger.asides import hold_line, holds_asked, lock_line
from app.banking.ledger.books import NOW, LedgerAccount, When, ledger_accounts_by_id
from app.banking.ledger.tables import HoldRow, LedgerAccountRow, PeriodRow
from app.banking.listing.filters import amount, choice, days, moments, of, search
from app.banking.listing.spec import AnyRow, Column, Rows, TableSpec, Total, each

STATUSES = {"open": "Open", "released": "Released", "settled": "Settled", "expired": "Expired"}

HOLDS = TableSpec(
    "hold",
    permission="ledger.view",
    rows=holds_asked,
    lines=each(hold_line, 2),
    id=HoldRow.id,
    sort="placed",
    currency=HoldRow.currency,
    totals=(Total("Set aside", HoldRow.amount_minor),),
    columns=(
        Column("reason", "For", at="title", is_wide=True),
        Column("account", read="account_name", at="meta"),
        Column("status", kind="status", at="badge", words=STATUSES),
        # Ids are made in the order of placing.
        Column("placed", read="placed_at", kind="moment", at="meta", sort=(HoldRow.id,)),
        Column("expires", read="expires_at", kind="moment"),
        Column("ended", read="ended_at", kind="moment", is_shown=False),
        Column("first", "First set aside", "placed", kind="amount", is_shown=False),
        Column("amount", kind="amount", at="value"),
    ),
    filters=(
        search("What for", HoldRow.reason),
        choice("status", HoldRow.status, STATUSES),
        amount("amount", HoldRow.amount_minor, HoldRow.currency),
        moments("placed", HoldRow.placed_at),
        of("ledger_account", HoldRow.ledger_account_id, "account_name", key="account"),
    ),
)

DEPOSIT = LedgerAccountRow
STANDINGS = {"open": "Open", "frozen": "Frozen", "closed": "Closed"}
STANDING: Any = case(
    (DEPOSIT.closed_at.is_not(None), "closed"),
    (or_(DEPOSIT.is_debit_frozen, DEPOSIT.is_credit_frozen), "frozen"),
    else_="open",
)
ONLY_NOW = frozenset({"amount", "held", "available"})


def _deposits() -> Rows:
    return select(DEPOSIT.id).where(DEPOSIT.customer_id.is_not(None))


def _with_balances(when: When, db: Session, rows: Sequence[AnyRow]) -> list[LedgerAccount]:
    found = ledger_accounts_by_id(db, [row[0] for row in rows], when)
    return [found[row[0]] for row in rows]


DEPOSITS = TableSpec(
    "deposit account",
    name="deposits",
    permission="ledger.view",
    rows=_deposits,
    lines=partial(_with_balances, NOW),
    id=DEPOSIT.id,
    sort="opened",
    currency=DEPOSIT.currency,
    totals=(Total("Balances", DEPOSIT.current_minor), Total("Held", DEPOSIT.held_minor)),
    columns=(
        Column("account", read="name", at="title", sort=(DEPOSIT.name,)),
        Column("status", kind="status", at="badge", words=STANDINGS),
        # Ids are made in the order of opening.
        Column("opened", read="opened_at", kind="moment", at="meta", sort=(DEPOSIT.id,)),
        Column("closed", read="closed_at", kind="moment", is_shown=False),
        Column("held", kind="amount"),
        Column("available", kind="amount", is_shown=False),
        Column("balance", read="current", kind="amount", at="value"),
    ),
    filters=(
        search("Name or end of number", DEPOSIT.name, ends=(DEPOSIT.code,)),
        choice("status", STANDING, STANDINGS),
        amount("amount", DEPOSIT.current_minor, DEPOSIT.currency, "Balance"),
        moments("opened", DEPOSIT.id),
        of("program", DEPOSIT.program_id, lambda _: ""),
    ),
)


def deposits_at(when: When) -> TableSpec:
    """The same list with the balances of another day or moment, and nothing that is of now."""
    return replace(
        DEPOSITS,
        lines=partial(_with_balances, when),
        totals=(),
        columns=tuple(each for each in DEPOSITS.columns if each.key not in ONLY_NOW),
        filters=tuple(each for each in DEPOSITS.filters if each.key not in ONLY_NOW),
    )


# Who locked is on record with the audit trail: the page of locks says it.
LOCKS = TableSpec(
    "lock",
    permission="ledger.view",
    rows=lambda: select(PeriodRow),
    lines=each(lock_line, 1),
    id=PeriodRow.locked_through,
    sort="through",
    columns=(
        Column(
            "through",
            read="locked_through",
            kind="day",
            at="title",
            sort=(PeriodRow.locked_through,),
        ),
        Column("reason", is_wide=True),
        Column("locked", read="locked_at", kind="moment", at="meta"),
    ),
    filters=(search("Reason", PeriodRow.reason), days("through", PeriodRow.locked_through)),
)
