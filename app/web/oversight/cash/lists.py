"""Breaks and closed days as lists, and the few open breaks that pages begin with."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.reconciliation.days_listing import DAYS
from app.banking.reconciliation.listing import BREAKS, KINDS
from app.banking.reconciliation.queries import open_breaks, open_breaks_count
from app.banking.reconciliation.rules import DayLine
from app.web.door import allow, house, work
from app.web.tables.pages import Empty, TablePage, list_page

BREAKS_SHOWN = 10


def _crumbs() -> list[tuple[str, str]]:
    return [("Cash", url_for("cash.index"))]


def _owner_of(line: DayLine) -> str:
    """The bank's own settlement account is no partner's."""
    return url_for("partners.show", partner_id=line.partner_id) if line.program_id else ""


def _day_by_day(lines: Sequence[DayLine], *, is_descending: bool) -> list[DayLine]:
    """Within a day by whose it is, the bank's own books last, as the page of days has it."""
    by_owner = sorted(lines, key=lambda line: (line.program_id is None, line.partner_name))
    return sorted(by_owner, key=lambda line: line.business_on, reverse=is_descending)


BREAKS_LIST = TablePage(
    BREAKS,
    "cash.breaks",
    href=lambda line: url_for("cash.show_break", break_id=line.id),
    opens_drawer=True,
    lead="Every difference that was found, open or explained.",
    crumbs=_crumbs,
    presets=(("Open", "state=difference"), ("Explained", "state=explained")),
    empty=Empty(
        "No breaks",
        "Every closed day agreed with the bank's own books.",
        mark="check-circle",
        begins=("See the closed days", "cash.index"),
    ),
)
DAYS_LIST = TablePage(
    DAYS,
    "cash.days",
    href=_owner_of,
    called="Closed days",
    lead="Each account on each day that was closed: what the bank says, what the ledger holds, and "
    "whose money it is.",
    parts={"state": "cash/_day_state.html", "bank": "cash/_day_bank.html"},
    presets=(("Differences", "state=difference"), ("Awaiting a file", "state=awaiting")),
    crumbs=_crumbs,
    writing=house,
    is_written_later=False,
    arranged=_day_by_day,
    empty=Empty(
        "No day is closed yet",
        "Closed days are listed here, compared with the bank's balance file.",
        mark="calendar",
        nobody="The first closes by itself at 7:00 pm Eastern on a banking day.",
        good={
            ("state", "difference"): (
                "Nothing differs",
                "Every closed day agrees with the bank's own books, and the books with themselves.",
            )
        },
    ),
)


@allow("oversight.view")
def breaks() -> ResponseReturnValue:
    return list_page(BREAKS_LIST)


@allow("oversight.view")
def days() -> ResponseReturnValue:
    return list_page(DAYS_LIST)


def breaks_told() -> dict[str, Any]:
    """The latest open breaks for a page that shows a few, how many there are, and all of them."""
    latest = open_breaks(work.db, limit=BREAKS_SHOWN + 1)
    is_cut = len(latest) > BREAKS_SHOWN
    return {
        "breaks": latest[:BREAKS_SHOWN],
        "break_count": open_breaks_count(work.db) if is_cut else len(latest),
        "breaks_href": url_for("cash.breaks", state="difference"),
        "kinds": KINDS,
    }
