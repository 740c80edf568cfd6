"""The list of statements, declared once."""

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.listing.filters import days, of, search
from app.banking.listing.spec import Column, TableSpec, each
from app.banking.statements.queries import StatementListLine, statement_line, statements_asked
from app.banking.statements.tables import StatementRow


def _account(line: StatementListLine) -> str:
    return f"{line.account_name} {line.masked_number}"


def _whose(line: StatementListLine) -> str:
    return f"{line.customer_name}, {_account(line)}"


STATEMENTS = TableSpec(
    "statement",
    permission="statements.view",
    rows=statements_asked,
    lines=each(statement_line),
    id=StatementRow.id,
    sort="month",
    columns=(
        Column("month", read="month_on", kind="month", at="title", sort=(StatementRow.month_on,)),
        Column("customer", read="customer_name", at="meta"),
        Column("account", read=_account),
        Column("issued", read="issued_at", kind="moment", is_shown=False),
        Column("opening", kind="amount"),
        Column("closing", kind="amount", at="value"),
        Column("files", read="id", kind="parts", is_exported=False),
    ),
    filters=(
        search("Customer", CustomerRow.family_name, CustomerRow.given_name),
        days("month", StatementRow.month_on),
        of("customer", StatementRow.customer_id, "customer_name"),
        of("account", AccountRow.id, _whose),
    ),
)
