"""The trail as a list, and beside it how it is sealed and who looked at personal data today."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.trail.listing import AUDIT
from app.banking.trail.queries import RecordLine, count_by
from app.banking.trail.seals import last_trail_block, trail_lag
from app.rails.calendars import EASTERN
from app.web.door import work
from app.web.ledger_pages.whose import is_own, whose, writing
from app.web.tables.pages import Empty, TablePage, list_page
from app.web.trail_pages.saying import about_href, crumbs, place

REVEALED = "customer.revealed"


def _by_the_clock(lines: Sequence[RecordLine], *, is_descending: bool) -> list[RecordLine]:
    """Ids of one moment are in no order: within a page the wall clock gives it."""
    return sorted(lines, key=lambda line: (line.at, line.recorded_at), reverse=is_descending)


LIST = TablePage(
    AUDIT,
    "audit.index",
    href=lambda line: url_for("audit.record", record_id=line.id),
    hrefs={"about": lambda line: about_href(line.action, line.subject_kind, line.subject_id)},
    template="trail_pages/index.html",
    opens_drawer=True,
    session=lambda: whose.db,
    writing=writing,
    is_own=is_own,
    arranged=_by_the_clock,
    presets=(("Refused", "action=request.refused"), ("Revealed", f"action={REVEALED}")),
    empty=Empty(
        "Nothing on record yet",
        "Whatever anybody does here is written down at once.",
        mark="list",
        nobody="Nobody needs to do anything for that.",
    ),
)


def index() -> ResponseReturnValue:
    return trail()


def trail(**context: Any) -> ResponseReturnValue:
    """The list; `context` holds what a verification found."""
    return list_page(
        LIST,
        revealed=count_by(whose.db, whose.partner_id, REVEALED, since=midnight()),
        block=last_trail_block(whose.db, partner_id=whose.partner_id),
        waiting=trail_lag(whose.db, partner_id=whose.partner_id).records,
        whose=whose,
        crumbs=crumbs(),
        **place(),
        **context,
    )


def midnight() -> datetime:
    """When the working day began, by the clock on the wall."""
    return work.wall.astimezone(EASTERN).replace(hour=0, minute=0, second=0, microsecond=0)
