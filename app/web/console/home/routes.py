"""Home is today's work: what waits for a decision, what moves next, what moved last."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.customers.queries import application_page
from app.banking.ledger.queries import owed_to_customers, program_accounts
from app.banking.payments.queries import home_payments
from app.banking.products.queries import program_heads
from app.banking.team.support import open_support
from app.kernel.money import Money
from app.rails.calendars import next_window
from app.web.door import allow, page, work

blueprint = Blueprint("home", __name__, template_folder="templates")
WAITING_SHOWN = 6
PAYMENTS_SHOWN = 8


@blueprint.get("/")
@allow("home.view")
def index() -> ResponseReturnValue:
    moving, latest = home_payments(work.db, limit=PAYMENTS_SHOWN)
    return page(
        "home/index.html",
        figures=_figures(),
        waiting=_waiting(),
        moving=moving,
        latest=latest,
        window=next_window(work.now),
        now=work.now,
        looking=open_support(work.db, wall=work.wall),
    )


def _figures() -> list[dict[str, object]]:
    """Customers' money and the cash behind it, a program at a time."""
    figures = []
    for program in program_heads(work.db):
        owed, accounts = owed_to_customers(work.db, program.id, program.currency)
        chart = {line.code: line.balance.current for line in program_accounts(work.db, program.id)}
        currency = chart["fbo_cash"].currency
        figures.append(
            {
                "program": program,
                "owed": Money(owed, currency),
                "accounts": accounts,
                "cash": chart["fbo_cash"],
                "in_transit": chart["ach_outgoing"],
            }
        )
    return figures


def _waiting() -> tuple[object, ...] | None:
    """Applications that a person must decide; only for those who may see customers."""
    login = work.login
    if login is None or not may(login.role, "customers.view"):
        return None
    return application_page(work.db, status="referred", limit=WAITING_SHOWN).lines
