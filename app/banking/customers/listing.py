"""The lists of customers and of applications, each declared once."""

from sqlalchemy import select

from app.banking.customers.queries import (
    ApplicationLine,
    CustomerLine,
    application_line,
    applications_asked,
)
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.listing.filters import choice, moments, of, search
from app.banking.listing.spec import AnyRow, Column, Rows, TableSpec, each
from app.banking.products.tables import ProductRow
from app.kernel.ids import CustomerId

STATUSES = {"active": "Active", "applicant": "Applicant", "declined": "Declined"}
APPLICATION_STATUSES = {
    "referred": "Needs review",
    "submitted": "Being checked",
    "approved": "Approved",
    "declined": "Declined",
}


def _customers() -> Rows:
    row = CustomerRow
    return select(
        row.id, row.given_name, row.family_name, row.email, row.status, row.city, row.state,
        row.created_at,
    )  # fmt: skip


def _customer(row: AnyRow) -> CustomerLine:
    return CustomerLine(
        id=CustomerId(row.id),
        name=f"{row.given_name} {row.family_name}",
        email=row.email,
        status=row.status,
        created_at=row.created_at,
        place=f"{row.city}, {row.state}",
    )


CUSTOMERS = TableSpec(
    "customer",
    permission="customers.view",
    rows=_customers,
    lines=each(_customer),
    id=CustomerRow.id,
    sort="name",
    is_descending=False,
    columns=(
        Column("name", at="title", sort=(CustomerRow.family_name, CustomerRow.given_name)),
        Column("status", kind="status", at="badge", words=STATUSES),
        Column("email", "E-mail", at="meta", is_wide=True),
        Column("place", is_shown=False),
        Column("applied", read="created_at", kind="moment", sort=(CustomerRow.id,)),
    ),
    filters=(
        search(
            "Name or e-mail", CustomerRow.family_name, CustomerRow.given_name, CustomerRow.email
        ),
        choice("status", CustomerRow.status, STATUSES),
        moments("applied", CustomerRow.created_at),
    ),
)


def _why(line: ApplicationLine) -> str:
    return line.reasons[0] if line.reasons else ""


APPLICATIONS = TableSpec(
    "application",
    permission="customers.view",
    rows=applications_asked,
    lines=each(application_line, 4),
    id=ApplicationRow.id,
    sort="submitted",
    columns=(
        Column("applicant", read="name", at="title"),
        Column("status", kind="status", at="badge", words=APPLICATION_STATUSES),
        Column("product", read="product_name", at="meta"),
        Column(
            "submitted",
            read="submitted_at",
            kind="moment",
            at="meta",
            sort=(ApplicationRow.submitted_at,),
        ),
        Column("decided", read="decided_at", kind="moment", is_shown=False),
        Column("by", "Decided by", "decided_by", is_shown=False),
        Column("why", read=_why, is_wide=True),
    ),
    filters=(
        search("Applicant", CustomerRow.family_name, CustomerRow.given_name),
        choice("status", ApplicationRow.status, APPLICATION_STATUSES),
        moments("submitted", ApplicationRow.submitted_at),
        of("product", ProductRow.id, "product_name"),
    ),
)
