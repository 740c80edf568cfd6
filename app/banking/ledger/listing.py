"""The list of holds, declared once; only the ledger reads its rows."""

from app.banking.ledger.asides import hold_line, holds_asked
from app.banking.ledger.tables import HoldRow
from app.banking.listing.filters import amount, choice, moments, of, search
from app.banking.listing.spec import Column, TableSpec, Total, each

STATUSES = {"open": "Open", "released": "Released", "settled": "Settled", "expired": "Expired"}

HOLDS = TableSpec(
    "hold",
    permission="ledger.view",
    rows=holds_asked,
    lines=each(hold_line, 2),
    id=HoldRow.id,
    sort="placed",
    currency=HoldRow.currency,
    totals=(Total("Set aside", HoldRow.amount_minor),),
    columns=(
        Column("reason", "For", at="title", is_wide=True),
        Column("account", read="account_name", at="meta"),
        Column("status", kind="status", at="badge", words=STATUSES),
        # Ids are made in the order of placing.
        Column("placed", read="placed_at", kind="moment", at="meta", sort=(HoldRow.id,)),
        Column("expires", read="expires_at", kind="moment"),
        Column("ended", read="ended_at", kind="moment", is_shown=False),
        Column("first", "First set aside", "placed", kind="amount", is_shown=False),
        Column("amount", kind="amount", at="value"),
    ),
    filters=(
        search("What for", HoldRow.reason),
        choice("status", HoldRow.status, STATUSES),
        amount("amount", HoldRow.amount_minor, HoldRow.currency),
        moments("placed", HoldRow.placed_at),
        of("ledger_account", HoldRow.ledger_account_id, "account_name", key="account"),
    ),
)
