"""Holds over all accounts: what is set aside, and how each ended."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.ledger.asides import Hold, hold_detail
from app.banking.ledger.listing import HOLDS
from app.banking.ledger.transactions import TransactionDetail, transaction_detail
from app.banking.related.queries import of_hold
from app.kernel.ids import HoldId, TransactionId
from app.web.ledger_pages.whose import is_own, ledger_page, part_of, whose, writing
from app.web.object_pages.related import known, related_groups
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.tables.pages import Empty, TablePage, list_page

LIST = TablePage(
    HOLDS,
    "ledger.holds",
    href=lambda line: url_for("ledger.hold", hold_id=line.id),
    lead="Money set aside: it lowers what is available, not what is there.",
    template="ledger_pages/holds.html",
    opens_drawer=True,
    session=lambda: whose.db,
    writing=writing,
    is_own=is_own,
    kind="hold",
    presets=(("Open", "status=open"), ("Ended", "status=released%2Csettled%2Cexpired")),
    empty=Empty(
        "No holds yet",
        "Money is set aside when a payment waits for its window.",
        mark="pause",
        nobody="A hold begins with a payment.",
    ),
)


def holds() -> ResponseReturnValue:
    return list_page(LIST, whose=whose, **part_of())


def hold(hold_id: HoldId) -> ResponseReturnValue:
    return hold_shown(hold_id)


def hold_shown(hold_id: HoldId, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page; `context` holds forms with what was wrong with them."""
    found = hold_detail(whose.db, hold_id)
    why = "" if found.status == "open" else f"It is {found.status}: the money is no longer held."
    why = why or ("" if found.is_by_hand else "It ends with the payment that it is for.")
    change = step("Change or release", "holds.change", unless=why, href="#change", mark="edit")
    return ledger_page(
        "ledger_pages/hold.html",
        fragment=timeline_fragment(),
        status=status,
        hold=found,
        settled_by=_settled_by(found),
        **object_context(
            whose.db,
            "hold",
            hold_id,
            found,
            steps=[change] if whose.is_console else [],
            related=related_groups(
                whose.db,
                of_hold(found.ledger_account_id, found.subject_id, found.transaction_id),
                beside=[known("ledger_account", found.ledger_account_id, found.account_name)],
            ),
        ),
        **context,
    )


def _settled_by(found: Hold) -> TransactionDetail | None:
    """The double entry that it became, where it was not released."""
    if found.transaction_id is None:
        return None
    return transaction_detail(whose.db, TransactionId(found.transaction_id))
