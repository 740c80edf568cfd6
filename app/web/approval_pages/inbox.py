"""The inbox: what waits for me, what I asked for, what waits for others, what was decided."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.adjustments.queries import AdjustmentSummary, waiting_for_other
from app.banking.approvals.queries import (
    ApprovalLine,
    all_waiting,
    asked_by_me,
    decided,
    waiting_for_me,
)
from app.kernel.money import Money
from app.web.approval_pages.desk import desk, is_bank, me
from app.web.cursors import read_cursor, write_cursor
from app.web.door import allow, page, work

VIEWS = {
    "waiting": "Waiting for me",
    "asked": "Asked by me",
    "open": "All that wait",
    "decided": "Decided",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the inbox, whatever it is about."""

    href: str
    title: str
    kind: str
    amount: Money | None
    asked_by: str
    asked_at: datetime
    status: str
    until: datetime | None
    progress: str
    ended_by: str = ""


@allow("approvals.view")
def index() -> ResponseReturnValue:
    chosen = request.args.get("show", "")
    chosen = chosen if chosen in VIEWS else "waiting"
    before = read_cursor(request.args.get("before", ""), UUID)
    entries, older = _entries(chosen, before[0] if before else None)
    return page(
        "approval_pages/inbox.html",
        entries=entries,
        chosen=chosen,
        views=[
            {"key": key, "label": label, "href": url_for("approvals.index", show=key)}
            for key, label in VIEWS.items()
        ],
        pages={
            "newer_href": url_for("approvals.index", show=chosen) if before else "",
            "older_href": _older(chosen, older),
        },
        is_bank=is_bank(),
    )


def _entries(chosen: str, before: UUID | None) -> tuple[list[Entry], UUID | None]:
    db, now = desk(), work.now
    older: UUID | None = None
    if chosen == "waiting":
        lines = waiting_for_me(db, me(), now=now)
    elif chosen == "asked":
        lines, older = asked_by_me(db, me(), now=now, before=before)
    elif chosen == "open":
        lines, older = all_waiting(db, now=now, before=before)
    else:
        lines, older = decided(db, now=now, before=before)
    entries = [_of_approval(line) for line in lines]
    if chosen == "waiting":
        entries += [_of_adjustment(each) for each in _adjustments()]
    return entries, older


def _adjustments() -> list[AdjustmentSummary]:
    """Proposals that no rule speaks of still take two people: they wait on their own page."""
    if is_bank() or work.login is None or not may(work.login.role, "ledger.approve"):
        return []
    return waiting_for_other(work.db, work.login.login_id, now=work.now)


def _of_approval(line: ApprovalLine) -> Entry:
    is_waiting = line.status == "pending"
    return Entry(
        href=url_for("approvals.show", approval_id=line.id),
        title=line.title,
        kind=line.action_label,
        amount=line.amount,
        asked_by=line.maker_label,
        asked_at=line.asked_at,
        status=line.status,
        until=line.expires_at if is_waiting else line.closed_at,
        progress=f"{line.yes} of {line.required}" if is_waiting else "",
        ended_by=line.closed_label or "",
    )


def _of_adjustment(about: AdjustmentSummary) -> Entry:
    return Entry(
        href=url_for("ledger.adjustment", adjustment_id=about.id),
        title=f"{about.kind.capitalize()}: {about.reason}",
        kind="Post an adjustment",
        amount=about.amounts[0] if len(about.amounts) == 1 else None,
        asked_by=about.proposed_label,
        asked_at=about.proposed_at,
        status="pending",
        until=about.expires_at,
        progress="0 of 1",
    )


def _older(chosen: str, older: UUID | None) -> str:
    if older is None:
        return ""
    return url_for("approvals.index", show=chosen, before=write_cursor((older,)))
