"""The list of requests, declared once: what waits, and what became of what was asked."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from app.banking.approvals.catalogue import ACTIONS
from app.banking.approvals.queries import Reader, approval_line, for_me
from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow, ApprovalVoteRow
from app.banking.listing.filters import amount, choice, moments, of, search
from app.banking.listing.spec import Column, Rows, TableSpec, Total, each
from app.storage.clock import business_moment

STATUSES: dict[str, str] = {
    Status.PENDING: "Waiting",
    Status.EXECUTED: "Approved and done",
    Status.REJECTED: "Rejected",
    Status.WITHDRAWN: "Withdrawn",
    Status.EXPIRED: "Expired",
    Status.VOID: "No longer valid",
}
LABELS = {key: known.label for key, known in ACTIONS.items()}
ROW, VOTE = ApprovalRow, ApprovalVoteRow
IS_OVER = and_(ROW.status == Status.PENDING, ROW.expires_at <= business_moment())
STATE: Any = case((IS_OVER, Status.EXPIRED.value), else_=ROW.status)
TITLE = func.jsonb_extract_path_text(cast(ROW.shown, JSONB), "title")


def _rows() -> Rows:
    agreed = and_(
        VOTE.partner_id == ROW.partner_id, VOTE.approval_id == ROW.id, VOTE.is_yes.is_(True)
    )
    votes = select(func.count()).where(agreed).correlate(ROW).scalar_subquery()
    return select(ROW, STATE.label("state"), votes.label("votes"))


APPROVALS = TableSpec(
    "request",
    name="approvals",
    permission="approvals.view",
    rows=_rows,
    lines=each(approval_line, 3),
    id=ROW.id,
    sort="asked",
    currency=func.coalesce(ROW.currency, "USD"),
    totals=(Total("Asked for", func.coalesce(ROW.amount_minor, 0)),),
    columns=(
        Column("title", "Request", at="title", is_wide=True),
        Column("kind", "About", "action_label", is_shown=False),
        Column("status", kind="status", at="badge", words=STATUSES),
        Column("by", "Asked by", "maker_label", at="meta"),
        # Ids are made in the order of asking.
        Column("asked", read="asked_at", kind="moment", at="meta", sort=(ROW.id,)),
        Column("yes", "Yes so far", "progress"),
        Column("until", read="expires_at", kind="moment", is_shown=False),
        Column("ended", read="closed_at", kind="moment", is_shown=False),
        Column("ended_by", read="closed_label", is_shown=False),
        Column("amount", kind="amount", at="value"),
    ),
    filters=(
        search("Request", TITLE),
        choice("status", STATE, STATUSES),
        choice("kind", ROW.action, LABELS, "About"),
        amount("amount", ROW.amount_minor, ROW.currency),
        moments("asked", ROW.asked_at),
        of("login", ROW.maker_id, "maker_label", key="maker"),
    ),
)


def waiting_for(me: Reader, *, now: datetime) -> TableSpec:
    """The same list of what one person can decide now, what expires first on top."""
    return replace(
        APPROVALS,
        name="inbox",
        is_kept=False,
        rows=lambda: _rows().where(*for_me(me, now)),
        sort="until",
        is_descending=False,
        columns=(
            Column("title", "Request", at="title", is_wide=True),
            Column("kind", "About", "action_label", is_shown=False),
            Column("by", "Asked by", "maker_label"),
            Column("asked", read="asked_at", kind="moment", sort=(ROW.id,)),
            Column("yes", "Yes so far", "progress"),
            Column("until", read="expires_at", kind="moment", at="told", sort=(ROW.expires_at,)),
            Column("amount", kind="amount", at="value"),
        ),
        filters=tuple(each for each in APPROVALS.filters if each.key not in {"status", "maker"}),
    )
