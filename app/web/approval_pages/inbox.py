"""The inbox: what waits for the one who looks, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue

from app.banking.access.matrix import may
from app.banking.adjustments.queries import AdjustmentSummary, waiting_for_other
from app.banking.approvals.queries import ApprovalLine, waiting_for_me
from app.kernel.money import Money
from app.web.approval_pages.desk import desk, is_bank, me
from app.web.approval_pages.requests import LIST
from app.web.door import allow, page, work
from app.web.tables.keeping import list_tabs


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the inbox, whatever it is about."""

    href: str
    title: str
    kind: str
    amount: Money | None
    asked_by: str
    asked_at: datetime
    until: datetime
    progress: str


@allow("approvals.view")
def index() -> ResponseReturnValue:
    entries = [_of_approval(line) for line in waiting_for_me(desk(), me(), now=work.now)]
    return page(
        "approval_pages/inbox.html",
        entries=[*entries, *(_of_adjustment(each) for each in _adjustments())],
        views=list_tabs(LIST, url_for("approvals.requests")),
        is_bank=is_bank(),
    )


def _adjustments() -> list[AdjustmentSummary]:
    """Proposals that no rule speaks of still take two people: they wait on their own page."""
    if is_bank() or work.login is None or not may(work.login.role, "ledger.approve"):
        return []
    return waiting_for_other(work.db, work.login.login_id, now=work.now)


def _of_approval(line: ApprovalLine) -> Entry:
    return Entry(
        href=url_for("approvals.show", approval_id=line.id),
        title=line.title,
        kind=line.action_label,
        amount=line.amount,
        asked_by=line.maker_label,
        asked_at=line.asked_at,
        until=line.expires_at,
        progress=line.progress,
    )


def _of_adjustment(about: AdjustmentSummary) -> Entry:
    return Entry(
        href=url_for("ledger.adjustment", adjustment_id=about.id),
        title=f"{about.kind.capitalize()}: {about.reason}",
        kind="Post an adjustment",
        amount=about.amounts[0] if len(about.amounts) == 1 else None,
        asked_by=about.proposed_label,
        asked_at=about.proposed_at,
        until=about.expires_at,
        progress="0 of 1",
    )
