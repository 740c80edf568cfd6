"""The list of statements, declared once."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.listing.spec import AnyRow, Column, Filter, TableSpec
from app.banking.statements.queries import StatementListLine, statement_line, statements_asked
from app.banking.statements.tables import StatementRow


def _lines(_db: Session, rows: Sequence[AnyRow]) -> list[StatementListLine]:
    return [statement_line(row) for row in rows]


def _account(line: StatementListLine) -> str:
    return f"{line.account_name} {line.masked_number}"


def _whose(line: StatementListLine) -> str:
    return f"{line.customer_name}, {_account(line)}"


STATEMENTS = TableSpec(
    name="statements",
    one="statement",
    many="statements",
    permission="statements.view",
    rows=statements_asked,
    lines=_lines,
    id=StatementRow.id,
    sort="month",
    columns=(
        Column(
            "month",
            "Month",
            attrgetter("month_on"),
            "month",
            at="title",
            sort=(StatementRow.month_on,),
        ),
        Column("customer", "Customer", attrgetter("customer_name"), at="meta"),
        Column("account", "Account", _account),
        Column("issued", "Issued", attrgetter("issued_at"), "moment", is_shown=False),
        Column("opening", "Opening", attrgetter("opening"), "amount"),
        Column("closing", "Closing", attrgetter("closing"), "amount", at="value"),
        Column("files", "Files", attrgetter("id"), "parts", is_exported=False),
    ),
    filters=(
        Filter("q", "Customer", "text", (CustomerRow.family_name, CustomerRow.given_name)),
        Filter("month", "Month", "days", (StatementRow.month_on,)),
        Filter(
            "customer",
            "Customer",
            "object",
            (StatementRow.customer_id,),
            of="customer",
            named=attrgetter("customer_name"),
        ),
        Filter("account", "Account", "object", (AccountRow.id,), of="account", named=_whose),
    ),
)
