"""A customer's home: balances and latest lines, or where the application stands."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import Account, accounts_of
from app.banking.customers.applying import standing_of
from app.banking.ledger.queries import entry_page
from app.banking.ledger.set_aside import holds_of
from app.kernel.ids import CustomerId
from app.rails.calendars import eastern_day
from app.web.door import allow, page, work
from app.web.held import held_parts
from app.web.portal.accounts.shown import can_send
from app.web.portal.home.news import news
from app.web.portal.home.trend import LINES_READ, trend_of

blueprint = Blueprint("home", __name__, template_folder="templates")
LATEST_LINES = 6
FULL_MAX = 1  # accounts with their latest lines; a page that grew with them would grow slow


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
    return page(
        "home/index.html",
        shown=[_shown(account) for account in accounts[:FULL_MAX]],
        others=accounts[FULL_MAX:],
        can_send=can_send(),
        news=news(),
    )


def _shown(account: Account) -> dict[str, object]:
    held = account.balance.held
    holds = holds_of(work.db, account.ledger_account_id) if held.minor else []
    lines = entry_page(work.db, account.ledger_account_id, limit=LINES_READ).lines
    return {
        "account": account,
        "holds": held_parts(holds, held),
        "lines": lines[:LATEST_LINES],
        "trend": trend_of(lines, eastern_day(work.now)),
    }
