"""What an account belongs with: whose it is, what it was opened by, and what moved."""

from flask import url_for

from app.banking.accounts.queries import Account
from app.banking.related.queries import of_account
from app.kernel.ids import shown
from app.web.door import work
from app.web.object_pages.related import Group, known, related_groups


def account_related(account: Account) -> list[Group]:
    own = shown("account", account.id)
    beside = [
        known("customer", account.customer_id, account.customer_name),
        known("ledger_account", account.ledger_account_id, f"Deposit {account.masked_number}"),
    ]
    return related_groups(
        work.db,
        of_account(account.id, account.customer_id),
        beside=[each for each in beside if each.href],
        rest={
            "payment": url_for("payments.index", account=own),
            "statement": url_for("statements.index", account=own),
        },
    )
