"""A customer's home: balances and latest lines, or where the application stands."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import accounts_of
from app.banking.customers.applying import standing_of
from app.banking.ledger.queries import entry_page, holds_of
from app.kernel.ids import CustomerId
from app.web.door import allow, page, work
from app.web.held import held_parts
from app.web.portal.accounts.shown import can_send

blueprint = Blueprint("home", __name__, template_folder="templates")
LATEST_LINES = 6


@blueprint.get("/")
@allow("portal.use")
def index() -> ResponseReturnValue:
    assert work.customer_id is not None  # noqa: S101 -- portal.use is a customer's permission
    customer_id = CustomerId(work.customer_id)
    accounts = accounts_of(work.db, customer_id)
    if not accounts:
        standing = standing_of(work.db, customer_id)
        # Without an account there is nowhere else to go yet, so there is no navigation.
        return page("home/standing.html", fragment="home/_standing.html", standing=standing, nav=[])
    if "HX-Request" in request.headers:
        # The page that waited for an answer has it: show the account instead.
        return Response(status=204, headers={"HX-Refresh": "true"})
    shown = [
        {
            "account": account,
            "holds": held_parts(holds_of(work.db, account.ledger_account_id), account.balance.held)
            if account.balance.held.minor
            else [],
            "lines": entry_page(work.db, account.ledger_account_id, limit=LATEST_LINES).lines,
        }
        for account in accounts
    ]
    return page("home/index.html", shown=shown, can_send=can_send())
