"""The list of accounts, declared once; balances are the ledger's, asked for a page at a time."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy.orm import Session

from app.banking.accounts.queries import Account, accounts_asked, with_balances
from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.listing.spec import AnyRow, Column, Filter, TableSpec

STATUSES = {"open": "Open", "closed": "Closed"}
WORDS = STATUSES | {"frozen": "Frozen"}


def _lines(db: Session, rows: Sequence[AnyRow]) -> list[Account]:
    return with_balances(db, [(row[0], row[1], row[2]) for row in rows])


def _account(line: Account) -> str:
    return f"{line.name} {line.masked_number}"


ACCOUNTS = TableSpec(
    name="accounts",
    one="account",
    many="accounts",
    permission="accounts.view",
    rows=accounts_asked,
    lines=_lines,
    id=AccountRow.id,
    sort="opened",
    columns=(
        Column("customer", "Customer", attrgetter("customer_name"), at="title"),
        Column("status", "Status", attrgetter("status"), "status", at="badge", words=WORDS),
        Column("account", "Account", _account),
        Column(
            "opened",
            "Opened",
            attrgetter("opened_on"),
            "day",
            at="meta",
            sort=(AccountRow.id,),  # ids are made in the order of opening
        ),
        Column("closed", "Closed", attrgetter("closed_on"), "day", is_shown=False),
        Column("current", "Current", attrgetter("balance.current"), "amount", is_shown=False),
        Column("held", "Held", attrgetter("balance.held"), "amount"),
        Column("available", "Available", attrgetter("balance.available"), "amount", at="value"),
    ),
    filters=(
        Filter(
            "q",
            "Name or last digits",
            "text",
            (CustomerRow.family_name, CustomerRow.given_name),
            ends=(AccountRow.account_number,),
        ),
        Filter("status", "Status", "choice", (AccountRow.status,), tuple(STATUSES.items())),
        Filter("opened", "Opened", "days", (AccountRow.opened_on,)),
    ),
)
