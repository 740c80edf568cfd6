"""The list of breaks, declared once; it is the bank's."""

from sqlalchemy import case, select

from app.banking.listing.filters import choice, moments
from app.banking.listing.spec import Column, TableSpec, each
from app.banking.reconciliation.queries import BreakLine, break_line
from app.banking.reconciliation.tables import BreakRow

KINDS = {
    "cash": "Cash at the bank differs",
    "books": "The books contradict themselves",
    "late_file": "Balance file missing",
    "balance_file": "Balance file refused",
    "file_contradiction": "Two files claim to be the same",
    "repeated_entry": "Entries came twice",
    "unmatched_return": "Return of nothing we sent",
}
STATES = {"difference": "Open", "explained": "Explained"}
STATE = case((BreakRow.explained_at.is_(None), "difference"), else_="explained")


def _state(line: BreakLine) -> str:
    return "difference" if line.is_open else "explained"


BREAKS = TableSpec(
    "break",
    permission="oversight.view",
    rows=lambda: select(BreakRow),
    lines=each(break_line, 1),
    id=BreakRow.id,
    sort="opened",
    columns=(
        Column("what", read="kind", at="title", words=KINDS, is_wide=True),
        Column("detail", at="meta", is_wide=True),
        Column("state", "Status", _state, kind="status", at="badge", words=STATES),
        Column("opened", read="opened_at", kind="moment", at="meta", sort=(BreakRow.opened_at,)),
        Column("explained", read="explained_at", kind="moment", is_shown=False),
        Column("by", "Explained by", "explained_by", is_shown=False),
        Column("why", "Explanation", "explanation", is_shown=False, is_wide=True),
        Column("difference", read="amount", kind="amount", at="value"),
    ),
    filters=(
        choice("state", STATE, STATES, "Status"),
        choice("kind", BreakRow.kind, KINDS, "What"),
        moments("opened", BreakRow.opened_at),
    ),
)
