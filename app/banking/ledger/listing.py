"""The list of holds, declared once; only the ledger reads its rows."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy.orm import Session

from app.banking.ledger.asides import Hold, hold_line, holds_asked
from app.banking.ledger.tables import HoldRow
from app.banking.listing.spec import AnyRow, Column, Filter, TableSpec, Total

STATUSES = {"open": "Open", "released": "Released", "settled": "Settled", "expired": "Expired"}


def _lines(_db: Session, rows: Sequence[AnyRow]) -> list[Hold]:
    return [hold_line(row[0], row[1]) for row in rows]


HOLDS = TableSpec(
    name="holds",
    one="hold",
    many="holds",
    permission="ledger.view",
    rows=holds_asked,
    lines=_lines,
    id=HoldRow.id,
    sort="placed",
    currency=HoldRow.currency,
    totals=(Total("Set aside", HoldRow.amount_minor),),
    columns=(
        Column("reason", "For", attrgetter("reason"), at="title", is_wide=True),
        Column("account", "Account", attrgetter("account_name")),
        Column("status", "Status", attrgetter("status"), "status", at="badge", words=STATUSES),
        Column(
            "placed",
            "Placed",
            attrgetter("placed_at"),
            "moment",
            at="meta",
            sort=(HoldRow.id,),  # ids are made in the order of placing
        ),
        Column("expires", "Expires", attrgetter("expires_at"), "moment"),
        Column("ended", "Ended", attrgetter("ended_at"), "moment", is_shown=False),
        Column("first", "First set aside", attrgetter("placed"), "amount", is_shown=False),
        Column("amount", "Amount", attrgetter("amount"), "amount", at="value"),
    ),
    filters=(
        Filter("q", "What for", "text", (HoldRow.reason,)),
        Filter("status", "Status", "choice", (HoldRow.status,), tuple(STATUSES.items())),
        Filter("amount", "Amount", "amount", (HoldRow.amount_minor, HoldRow.currency)),
        Filter("placed", "Placed", "moments", (HoldRow.placed_at,)),
        Filter(
            "account",
            "Account",
            "object",
            (HoldRow.ledger_account_id,),
            of="ledger_account",
            named=attrgetter("account_name"),
        ),
    ),
)
