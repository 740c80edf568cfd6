"""Adjustments as both surfaces read them: what waits for a second person, and one in full."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.adjustments.listing import ADJUSTMENTS, KINDS
from app.banking.adjustments.queries import AdjustmentDetail, adjustment_detail
from app.banking.adjustments.rules import Status
from app.banking.approvals.queries import latest_about
from app.kernel.ids import AdjustmentId, ApprovalId
from app.rails.calendars import eastern_day
from app.web.door import work
from app.web.ledger_pages.whose import is_own, ledger_page, part_of, whose, writing
from app.web.object_pages.related import Related, known, related_groups
from app.web.object_pages.sources import approvals_source
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context
from app.web.tables.pages import Empty, TablePage, list_page

LIST = TablePage(
    ADJUSTMENTS,
    "ledger.adjustments",
    href=lambda line: url_for("ledger.adjustment", adjustment_id=line.id),
    lead="One person proposes, another approves; then it is posted, once.",
    template="ledger_pages/adjustments.html",
    opens_drawer=True,
    session=lambda: whose.db,
    writing=writing,
    is_own=is_own,
    presets=(("Needs approval", "status=proposed"), ("Posted", "status=approved")),
    empty=Empty(
        "No adjustments yet",
        "The books were never corrected by hand.",
        mark="edit",
        begins=("Propose an adjustment", "ledger.new_adjustment"),
    ),
)


def adjustments() -> ResponseReturnValue:
    return list_page(LIST, whose=whose, **part_of())


def adjustment(adjustment_id: AdjustmentId) -> ResponseReturnValue:
    return adjustment_shown(adjustment_id)


def adjustment_shown(
    adjustment_id: AdjustmentId, *, status: int = 200, **context: Any
) -> ResponseReturnValue:
    """The page; `context` holds the form of a refusal, and what approving was refused for."""
    found = adjustment_detail(whose.db, adjustment_id, now=work.now)
    own_id = work.login.login_id if work.login else None
    is_waiting = found.summary.status == Status.PROPOSED
    asked_for = latest_about(whose.db, adjustment_id, now=work.now) if is_waiting else None
    is_own = whose.is_console and found.summary.proposed_by == own_id
    why = "" if is_waiting else f"It is {found.summary.status} already."
    why = why or ("You proposed it, so another person decides." if is_own else "")
    why = why or ("A rule asks for it under Approvals." if asked_for else "")
    decide = step("Decide", "ledger.approve", unless=why, href="#decide", mark="check")
    return ledger_page(
        "ledger_pages/adjustment.html",
        fragment=timeline_fragment(),
        **object_context(
            whose.db,
            "adjustment",
            adjustment_id,
            found.summary,
            approvals_source(whose.db, [adjustment_id]),
            also=[found.transaction_id] if found.transaction_id else [],
            steps=[decide] if whose.is_console else [],
            related=related_groups(
                whose.db, beside=_beside(found, asked_for.id if asked_for else None)
            ),
        ),
        status=status,
        found=found,
        about=found.summary,
        kinds=KINDS,
        is_waiting=is_waiting,
        is_own=is_own,
        can_decide=is_waiting and not is_own and asked_for is None and whose.can("ledger.approve"),
        asked_for=asked_for,
        today=eastern_day(work.now),
        **context,
    )


def _beside(found: AdjustmentDetail, asked_for: ApprovalId | None) -> list[Related]:
    """All of it is known already: what it was posted as, what it undoes, who is asked."""
    beside = []
    if found.transaction_id:
        beside.append(known("transaction", found.transaction_id, "Posted as this"))
    if found.reverses_id:
        beside.append(known("transaction", found.reverses_id, "What it undoes"))
    if asked_for and whose.is_console:
        beside.append(known("approval", asked_for, "A second yes", status="pending"))
    return beside
