"""The list of closed days, declared once: each account at the bank on each day, in three books."""

from typing import Any

from sqlalchemy import case, exists, func, not_
from sqlalchemy.orm import aliased

from app.banking.listing.filters import choice, days, of, search
from app.banking.listing.spec import Column, TableSpec
from app.banking.products.tables import ProgramRow
from app.banking.reconciliation.queries import days_asked, days_read
from app.banking.reconciliation.rules import DayLine
from app.banking.reconciliation.tables import BankBalanceRow, ProgramDayRow
from tenants.tables import PartnerRow

STATES = {
    "difference": "Difference",
    "awaiting": "Awaiting the bank's file",
    "tied_out": "Tied out",
}
ROW, BANK = ProgramDayRow, BankBalanceRow
_any = aliased(BANK)
IS_REPORTED = exists().where(
    _any.bank_id == PartnerRow.bank_id, _any.business_on == ROW.business_on
)
IS_WHOLE = ROW.cash_minor == ROW.owed_minor + ROW.in_transit_minor + ROW.other_minor
STATE: Any = case(
    (not_(IS_WHOLE), "difference"),
    (not_(IS_REPORTED), "awaiting"),
    (func.coalesce(BANK.balance_minor, 0) != ROW.cash_minor, "difference"),
    else_="tied_out",
)
BY_DAY = (ROW.business_on, ROW.bank_account)


def _under(line: DayLine) -> str:
    return f"{line.program_name} · {line.bank_account}"


DAYS = TableSpec(
    "line",
    name="days",
    permission="oversight.view",
    rows=days_asked,
    lines=days_read,
    id=ROW.id,
    sort="day",
    columns=(
        Column("partner", read="partner_name", at="title", under=_under),
        Column("program", read="program_name", is_shown=False),
        Column("account", "Account at the bank", "bank_account", is_shown=False),
        Column("state", "Status", at="badge", words=STATES),
        Column(
            "day",
            read="business_on",
            kind="day",
            at="meta",
            sort=(ROW.business_on, ROW.bank_account),
        ),
        Column("bank", "Bank says", kind="amount"),
        Column("cash", "Ledger cash", kind="amount", at="value"),
        Column("difference", "Bank less ledger", "bank_difference", kind="amount", is_shown=False),
        Column("owed", "Owed to customers", kind="amount"),
        Column("transit", "In transit", "in_transit", kind="amount"),
        Column("other", "Fees and suspense", kind="amount"),
        Column("customers", kind="number", is_shown=False),
    ),
    filters=(
        search("Partner or account", PartnerRow.name, ProgramRow.name, ends=(ROW.bank_account,)),
        choice("state", STATE, STATES, "Status"),
        days("day", ROW.business_on),
        of("partner", ROW.partner_id, "partner_name"),
    ),
)
