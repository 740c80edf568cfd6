"""The list of a bank's programs, declared once: whose money it is, and what the bank holds."""

from datetime import date

from app.banking.listing.filters import search
from app.banking.listing.spec import Column, TableSpec
from app.banking.oversight.queries import ProgramCash, cash_lines, programs_asked
from app.banking.products.tables import ProgramRow
from app.kernel.money import Money
from tenants.tables import PartnerRow

STATES = {
    "tied_out": "Tied out",
    "difference": "Difference",
    "awaiting": "Awaiting the bank's file",
    "not_closed": "Not closed yet",
}


def _bank(line: ProgramCash) -> Money | None:
    return line.reported.bank if line.reported else None


def _as_of(line: ProgramCash) -> date | None:
    return line.reported.business_on if line.reported else None


def _difference(line: ProgramCash) -> Money | None:
    return line.reported.bank_difference if line.reported else None


def _under(line: ProgramCash) -> str:
    customers = "customer" if line.customers == 1 else "customers"
    return f"{line.program_name} · {line.customers:,} {customers}"


PROGRAMS = TableSpec(
    "program",
    permission="oversight.view",
    rows=programs_asked,
    lines=lambda db, rows: cash_lines(db, [(row[0], row[1]) for row in rows]),
    id=ProgramRow.id,
    sort="partner",
    is_descending=False,
    columns=(
        Column("partner", read="partner_name", at="title", under=_under, sort=(PartnerRow.name,)),
        Column("program", read="program_name", is_shown=False),
        Column("customers", kind="number", is_shown=False),
        Column("owed", "Customers' money", kind="amount", at="value"),
        Column("cash", "Ledger cash", kind="amount"),
        Column("bank", "Bank says", _bank, kind="amount"),
        Column("as_of", read=_as_of, kind="day"),
        Column("difference", "Bank less ledger", _difference, kind="amount", is_shown=False),
        Column("state", "Status", at="badge", words=STATES),
    ),
    filters=(search("Partner or program", PartnerRow.name, ProgramRow.name),),
)
