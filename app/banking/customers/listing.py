"""The lists of customers and of applications, each declared once."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.customers.queries import (
    ApplicationLine,
    CustomerLine,
    application_line,
    applications_asked,
)
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.listing.spec import AnyRow, Column, Filter, Rows, TableSpec
from app.banking.products.tables import ProductRow
from app.kernel.ids import CustomerId

STATUSES = {"active": "Active", "applicant": "Applicant", "declined": "Declined"}
APPLICATION_STATUSES = {
    "referred": "Needs review",
    "submitted": "Being checked",
    "approved": "Approved",
    "declined": "Declined",
}


def _customer_rows() -> Rows:
    row = CustomerRow
    return select(
        row.id, row.given_name, row.family_name, row.email, row.status, row.city, row.state,
        row.created_at,
    )  # fmt: skip


def _customers(_db: Session, rows: Sequence[AnyRow]) -> list[CustomerLine]:
    return [
        CustomerLine(
            id=CustomerId(row.id),
            name=f"{row.given_name} {row.family_name}",
            email=row.email,
            status=row.status,
            created_at=row.created_at,
            place=f"{row.city}, {row.state}",
        )
        for row in rows
    ]


CUSTOMERS = TableSpec(
    name="customers",
    one="customer",
    many="customers",
    permission="customers.view",
    rows=_customer_rows,
    lines=_customers,
    id=CustomerRow.id,
    sort="name",
    is_descending=False,
    columns=(
        Column(
            "name",
            "Name",
            attrgetter("name"),
            at="title",
            sort=(CustomerRow.family_name, CustomerRow.given_name),
        ),
        Column("status", "Status", attrgetter("status"), "status", at="badge", words=STATUSES),
        Column("email", "E-mail", attrgetter("email"), is_wide=True),
        Column("place", "Place", attrgetter("place"), is_shown=False),
        Column(
            "applied",
            "Applied",
            attrgetter("created_at"),
            "moment",
            at="meta",
            sort=(CustomerRow.id,),
        ),
    ),
    filters=(
        Filter(
            "q",
            "Name or e-mail",
            "text",
            (CustomerRow.family_name, CustomerRow.given_name, CustomerRow.email),
        ),
        Filter("status", "Status", "choice", (CustomerRow.status,), tuple(STATUSES.items())),
        Filter("applied", "Applied", "moments", (CustomerRow.created_at,)),
    ),
)


def _applications(_db: Session, rows: Sequence[AnyRow]) -> list[ApplicationLine]:
    return [application_line(row[0], row[1], row[2], row[3]) for row in rows]


def _why(line: ApplicationLine) -> str:
    return line.reasons[0] if line.reasons else ""


APPLICATIONS = TableSpec(
    name="applications",
    one="application",
    many="applications",
    permission="customers.view",
    rows=applications_asked,
    lines=_applications,
    id=ApplicationRow.id,
    sort="submitted",
    columns=(
        Column("applicant", "Applicant", attrgetter("name"), at="title"),
        Column(
            "status",
            "Status",
            attrgetter("status"),
            "status",
            at="badge",
            words=APPLICATION_STATUSES,
        ),
        Column("product", "Product", attrgetter("product_name")),
        Column(
            "submitted",
            "Submitted",
            attrgetter("submitted_at"),
            "moment",
            at="meta",
            sort=(ApplicationRow.submitted_at,),
        ),
        Column("decided", "Decided", attrgetter("decided_at"), "moment", is_shown=False),
        Column("by", "Decided by", attrgetter("decided_by"), is_shown=False),
        Column("why", "Why", _why, is_wide=True),
    ),
    filters=(
        Filter("q", "Applicant", "text", (CustomerRow.family_name, CustomerRow.given_name)),
        Filter(
            "status",
            "Status",
            "choice",
            (ApplicationRow.status,),
            tuple(APPLICATION_STATUSES.items()),
        ),
        Filter("submitted", "Submitted", "moments", (ApplicationRow.submitted_at,)),
        Filter(
            "product",
            "Product",
            "object",
            (ProductRow.id,),
            of="product",
            named=attrgetter("product_name"),
        ),
    ),
)
