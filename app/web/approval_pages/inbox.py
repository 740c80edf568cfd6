"""The inbox: what waits for the one who looks, as a list."""

from dataclasses import replace

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.adjustments.queries import waiting_for_other
from app.banking.approvals.listing import APPROVALS, waiting_for
from app.web.approval_pages.desk import desk, is_bank, me
from app.web.approval_pages.requests import LIST
from app.web.door import allow, work
from app.web.tables.keeping import list_tabs
from app.web.tables.pages import Empty, TablePage, list_page

NOTHING = Empty(
    "Nothing waits for you",
    "When a colleague asks for something your role decides, it is here.",
    mark="check-circle",
    begins=("See all requests", "approvals.requests"),
)
NO_REQUEST = replace(NOTHING, title="No request waits for you")
INBOX = TablePage(
    replace(APPROVALS, name="inbox"),
    "approvals.index",
    href=lambda line: url_for("approvals.show", approval_id=line.id),
    called="Waiting for me",
    template="approval_pages/inbox.html",
    opens_drawer=True,
    session=desk,
    writing=desk,
    is_own=lambda: False,
    is_written_later=False,
    first_word="From the beginning",
    next_word="Next",
    empty=NOTHING,
)


def inbox_of_me() -> TablePage:
    """Whose it is decides what is in it."""
    return replace(INBOX, spec=waiting_for(me(), now=work.now))


@allow("approvals.view")
def index() -> ResponseReturnValue:
    adjustments = _adjustments()
    return list_page(
        replace(inbox_of_me(), empty=NO_REQUEST if adjustments else NOTHING),
        adjustments=adjustments,
        views=list_tabs(LIST, url_for("approvals.requests")),
        is_bank=is_bank(),
    )


def _adjustments() -> int:
    """Proposals that no rule speaks of still take two people: they wait on their own page."""
    if is_bank() or work.login is None or not may(work.login.role, "ledger.approve"):
        return 0
    return waiting_for_other(work.db, work.login.login_id, now=work.now)
