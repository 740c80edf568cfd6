"""The list of adjustments, declared once; what they come to is the sum of their debits."""

from typing import Any

from sqlalchemy import and_, case, select

from app.banking.adjustments.queries import AdjustmentSummary, adjustment_lines
from app.banking.adjustments.rules import Status
from app.banking.adjustments.tables import AdjustmentLineRow, AdjustmentRow
from app.banking.ledger.rules import Side
from app.banking.listing.filters import choice, moments, search
from app.banking.listing.spec import Column, Rows, TableSpec, Total
from app.storage.clock import business_moment

STATUSES: dict[str, str] = {
    Status.PROPOSED: "Needs approval",
    Status.APPROVED: "Approved",
    Status.REJECTED: "Rejected",
    Status.WITHDRAWN: "Withdrawn",
    Status.EXPIRED: "Expired",
}
KINDS = {"adjustment": "Adjustment", "exchange": "Exchange", "reversal": "Reversal"}
ROW, LINE = AdjustmentRow, AdjustmentLineRow
IS_OVER = and_(ROW.status == Status.PROPOSED, ROW.expires_at <= business_moment())
STATE: Any = case((IS_OVER, Status.EXPIRED.value), else_=ROW.status)
DEBITS = and_(
    LINE.partner_id == ROW.partner_id, LINE.adjustment_id == ROW.id, LINE.side == Side.DEBIT
)


def _rows() -> Rows:
    return select(ROW, STATE.label("state"))


def _kind(line: AdjustmentSummary) -> str:
    return KINDS.get(line.kind, line.kind)


ADJUSTMENTS = TableSpec(
    "adjustment",
    permission="ledger.view",
    rows=_rows,
    lines=lambda db, rows: adjustment_lines(db, [(row[0], row[1]) for row in rows]),
    id=ROW.id,
    sort="proposed",
    currency=LINE.currency,
    totals=(Total("Debits", LINE.amount_minor),),
    summed=lambda: _rows().join(LINE, DEBITS),
    columns=(
        Column("reason", at="title", is_wide=True, under=_kind),
        Column("kind", is_shown=False, words=KINDS),
        Column("status", kind="status", at="badge", words=STATUSES),
        Column("by", "Proposed by", "proposed_label", at="meta"),
        # Ids are made in the order of proposing.
        Column("proposed", read="proposed_at", kind="moment", sort=(ROW.id,)),
        Column("about", "Day it is about", "about_on", kind="day", is_shown=False),
        Column("expires", read="expires_at", kind="moment", is_shown=False),
        Column("decided_by", read="decided_label"),
        Column("decided", read="decided_at", kind="moment", is_shown=False),
        Column("amount", read="amounts", kind="amounts", at="value"),
    ),
    filters=(
        search("Reason", ROW.reason),
        choice("status", STATE, STATUSES),
        choice("kind", ROW.kind, KINDS),
        moments("proposed", ROW.proposed_at),
    ),
)
