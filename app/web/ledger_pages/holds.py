"""Holds over all accounts: what is set aside, and how each ended."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.ledger.asides import hold_detail
from app.banking.ledger.listing import HOLDS
from app.kernel.ids import HoldId
from app.web.ledger_pages.whose import ledger_page, part_of, whose, writing
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
    session=lambda: whose.db,
    writing=writing,
    kind="hold",
    presets=(("Open", "status=open"), ("Ended", "status=released%2Csettled%2Cexpired")),
    empty=Empty(
        "No holds yet", "Money is set aside when a payment waits for its window.", mark="pause"
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
        **object_context(
            whose.db, "hold", hold_id, found, steps=[change] if whose.is_console else []
        ),
        **context,
    )
