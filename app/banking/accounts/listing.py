"""The list of accounts, declared once; balances are the ledger's, asked for a page at a time."""

from app.banking.accounts.queries import Account, accounts_asked, with_balances
from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.listing.filters import choice, days, search
from app.banking.listing.spec import Column, TableSpec

STATUSES = {"open": "Open", "closed": "Closed"}
WORDS = STATUSES | {"frozen": "Frozen"}


def _account(line: Account) -> str:
    return f"{line.name} {line.masked_number}"


ACCOUNTS = TableSpec(
    "account",
    permission="accounts.view",
    rows=accounts_asked,
    lines=lambda db, rows: with_balances(db, [row[:3] for row in rows]),
    id=AccountRow.id,
    sort="opened",
    columns=(
        Column("customer", read="customer_name", at="title"),
        Column("status", kind="status", at="badge", words=WORDS),
        Column("account", read=_account, at="meta"),
        # Ids are made in the order of opening.
        Column("opened", read="opened_on", kind="day", sort=(AccountRow.id,)),
        Column("closed", read="closed_on", kind="day", is_shown=False),
        Column("current", read="balance.current", kind="amount", is_shown=False),
        Column("held", read="balance.held", kind="amount"),
        Column("available", read="balance.available", kind="amount", at="value"),
    ),
    filters=(
        search(
            "Name or last digits",
            CustomerRow.family_name,
            CustomerRow.given_name,
            ends=(AccountRow.account_number,),
        ),
        choice("status", AccountRow.status, STATUSES),
        days("opened", AccountRow.opened_on),
    ),
)
