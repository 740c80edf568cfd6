"""Adjustments as both surfaces read them: what waits for a second person, and one in full."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.banking.adjustments.queries import AdjustmentDetail, adjustment_detail, adjustment_page
from app.banking.adjustments.rules import Status
from app.banking.approvals.queries import latest_about
from app.kernel.ids import AdjustmentId, ApprovalId
from app.rails.calendars import eastern_day
from app.web.cursors import read_cursor, write_cursor
from app.web.door import work
from app.web.ledger_pages.whose import asked, ledger_page, whose
from app.web.object_pages.related import Related, known, related_groups
from app.web.object_pages.sources import approvals_source
from app.web.object_pages.steps import step
from app.web.object_pages.told import timeline_fragment
from app.web.object_pages.whole import object_context

STATUSES = {
    "": "All states",
    Status.PROPOSED: "Needs approval",
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected",
    Status.WITHDRAWN: "Withdrawn",
    Status.EXPIRED: "Expired",
}
KINDS = {"adjustment": "Adjustment", "exchange": "Exchange", "reversal": "Reversal"}
ADJUSTMENTS_SHOWN = 25


def adjustments() -> ResponseReturnValue:
    status = asked("status") if asked("status") in STATUSES else ""
    before = read_cursor(request.args.get("before", ""), UUID)
    found, older = adjustment_page(
        whose.db,
        now=work.now,
        status=status,
        before=AdjustmentId(before[0]) if before else None,
        limit=ADJUSTMENTS_SHOWN,
    )
    here = {"status": status or None}
    next_page = write_cursor((older,)) if older else ""
    return ledger_page(
        "ledger_pages/adjustments.html",
        fragment="ledger_pages/_adjustments.html",
        adjustments=found,
        status_chosen=status,
        statuses=STATUSES,
        kinds=KINDS,
        pages={
            "newer_href": url_for("ledger.adjustments", **here) if before else "",
            "older_href": url_for("ledger.adjustments", **here, before=next_page)
            if next_page
            else "",
        },
    )


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
