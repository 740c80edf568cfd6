"""Lists of a bank, declared once: its programs with whose money it is, and who applied where."""

from datetime import date

from app.banking.customers.listing import APPLICATION_STATUSES
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.listing.filters import choice, moments, of, search
from app.banking.listing.spec import Column, TableSpec, each
from app.banking.oversight.queries import (
    ProgramCash,
    application_line,
    applications_of_bank,
    cash_lines,
    programs_asked,
)
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

# The partner's own statuses, as its bank reads them.
APPLIED = APPLICATION_STATUSES | {"submitted": "Submitted"}
APPLICATIONS = TableSpec(
    "application",
    name="bank_applications",
    permission="oversight.view",
    rows=applications_of_bank,
    lines=each(application_line, 4),
    id=ApplicationRow.id,
    sort="submitted",
    columns=(
        Column("applicant", read="name", at="title"),
        Column("status", at="badge", words=APPLIED),
        Column("partner", read="partner_name"),
        Column(
            "submitted",
            read="submitted_at",
            kind="moment",
            at="meta",
            sort=(ApplicationRow.submitted_at,),
        ),
    ),
    filters=(
        search("Applicant", CustomerRow.family_name, CustomerRow.given_name),
        choice("status", ApplicationRow.status, APPLIED),
        moments("submitted", ApplicationRow.submitted_at),
        of("partner", ApplicationRow.partner_id, "partner_name"),
    ),
)
