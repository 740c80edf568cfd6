"""All requests as a list: what waits for anybody, and what became of what was asked."""

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.approvals.listing import APPROVALS
from app.kernel.ids import shown
from app.web.approval_pages.desk import desk, is_bank, me
from app.web.door import allow
from app.web.tables.pages import Empty, TablePage, list_page

DECIDED = "executed%2Crejected%2Cwithdrawn%2Cexpired%2Cvoid"


def _presets() -> tuple[tuple[str, str], ...]:
    return (
        ("Asked by me", f"maker={shown('login', me().login_id)}"),
        ("Waiting for anybody", "status=pending"),
        ("Decided", f"status={DECIDED}"),
    )


def _inbox() -> list[dict[str, object]]:
    return [{"key": "waiting", "label": "Waiting for me", "href": url_for("approvals.index")}]


LIST = TablePage(
    APPROVALS,
    "approvals.requests",
    href=lambda line: url_for("approvals.show", approval_id=line.id),
    template="approval_pages/requests.html",
    parts={"status": "approval_pages/_state.html"},
    opens_drawer=True,
    session=desk,
    writing=desk,
    presets=_presets,
    leading=_inbox,
    empty=Empty(
        "Nobody has asked for anything",
        "What a second person must decide keeps its place here, with who said what.",
        mark="check-circle",
        nobody="It is asked for by itself, where a rule says so.",
    ),
)


@allow("approvals.view")
def requests() -> ResponseReturnValue:
    return list_page(LIST, is_bank=is_bank())
