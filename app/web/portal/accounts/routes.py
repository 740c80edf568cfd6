"""One account: what is there, what is held, every line, and the numbers to be paid by."""

from datetime import date
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.accounts.queries import account_detail
from app.banking.ledger.queries import Cursor, entry_page
from app.banking.ledger.set_aside import holds_of
from app.kernel.ids import AccountId
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work
from app.web.held import held_parts
from app.web.portal.accounts.shown import can_send

blueprint = Blueprint("accounts", __name__, template_folder="templates")
LINES = 25


@blueprint.get("/accounts/<account:account_id>")
@allow("portal.use")
def show(account_id: AccountId) -> ResponseReturnValue:
    account = account_detail(work.db, account_id)
    before = read_cursor(request.args.get("before", ""), date, UUID, int)
    entries = entry_page(
        work.db,
        account.ledger_account_id,
        before=Cursor(*before) if before else None,
        limit=LINES,
    )
    return page(
        "accounts/show.html",
        account=account,
        holds=held_parts(holds_of(work.db, account.ledger_account_id), account.balance.held),
        lines=entries.lines,
        pages=_pages(account_id, entries.next_cursor, is_first=before is None),
        can_send=can_send(),
        active="home",
    )


def _pages(account_id: AccountId, older: Cursor | None, *, is_first: bool) -> dict[str, str]:
    """Where older lines are, and the way back to the newest."""
    here = url_for("accounts.show", account_id=account_id)
    key = (older.effective_on, older.transaction_id, older.line) if older else None
    return {
        "newer_href": "" if is_first else here,
        "older_href": f"{here}?before={write_cursor(key)}" if key else "",
    }
