"""Holds over all accounts: what is set aside, and how each ended."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.banking.ledger.asides import hold_detail, hold_page
from app.kernel.ids import HoldId, LedgerAccountId, read_shown, shown
from app.web.cursors import read_cursor, write_cursor
from app.web.ledger_pages.whose import asked, ledger_page, whose

STATUSES = {
    "": "Open and ended",
    "open": "Open",
    "ended": "Ended",
    "released": "Released",
    "settled": "Settled",
    "expired": "Expired",
}
HOLDS_SHOWN = 25


def holds() -> ResponseReturnValue:
    status = asked("status") if asked("status") in STATUSES else ""
    account_id = read_shown("ledger_account", asked("account"))
    before = read_cursor(request.args.get("before", ""), UUID)
    found, older = hold_page(
        whose.db,
        status=status,
        ledger_account_id=LedgerAccountId(account_id) if account_id else None,
        before=HoldId(before[0]) if before else None,
        limit=HOLDS_SHOWN,
    )
    here = {
        "status": status or None,
        "account": shown("ledger_account", account_id) if account_id else None,
    }
    return ledger_page(
        "ledger_pages/holds.html",
        fragment="ledger_pages/_holds.html",
        holds=found,
        status_chosen=status,
        statuses=STATUSES,
        account=here["account"],
        pages={
            "newer_href": url_for("ledger.holds", **here) if before else "",
            "older_href": url_for("ledger.holds", **here, before=write_cursor((older,)))
            if older
            else "",
        },
    )


def hold(hold_id: HoldId) -> ResponseReturnValue:
    return hold_shown(hold_id)


def hold_shown(hold_id: HoldId, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page; `context` holds forms with what was wrong with them."""
    return ledger_page(
        "ledger_pages/hold.html", status=status, hold=hold_detail(whose.db, hold_id), **context
    )
