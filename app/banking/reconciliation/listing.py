"""The list of breaks, declared once; it is the bank's."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.banking.listing.spec import AnyRow, Column, Filter, Rows, TableSpec
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


def _rows() -> Rows:
    return select(BreakRow)


def _lines(_db: Session, rows: Sequence[AnyRow]) -> list[BreakLine]:
    return [break_line(row[0]) for row in rows]


def _state(line: BreakLine) -> str:
    return "difference" if line.is_open else "explained"


BREAKS = TableSpec(
    name="breaks",
    one="break",
    many="breaks",
    permission="oversight.view",
    rows=_rows,
    lines=_lines,
    id=BreakRow.id,
    sort="opened",
    columns=(
        Column("what", "What", attrgetter("kind"), at="title", words=KINDS, is_wide=True),
        Column("detail", "Detail", attrgetter("detail"), is_wide=True),
        Column("state", "Status", _state, "status", at="badge", words=STATES),
        Column(
            "opened",
            "Opened",
            attrgetter("opened_at"),
            "moment",
            at="meta",
            sort=(BreakRow.opened_at,),
        ),
        Column("explained", "Explained", attrgetter("explained_at"), "moment", is_shown=False),
        Column("by", "Explained by", attrgetter("explained_by"), is_shown=False),
        Column("why", "Explanation", attrgetter("explanation"), is_shown=False, is_wide=True),
        Column("difference", "Difference", attrgetter("amount"), "amount", at="value"),
    ),
    filters=(
        Filter("state", "Status", "choice", (STATE,), tuple(STATES.items())),
        Filter("kind", "What", "choice", (BreakRow.kind,), tuple(KINDS.items())),
        Filter("opened", "Opened", "moments", (BreakRow.opened_at,)),
    ),
)
