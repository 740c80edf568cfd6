"""What was posted to one account, by the moment it was: for the timeline of its page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.ledger.tables import EntryRow
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.keyset import Moment, earlier, page_size


@dataclass(frozen=True, slots=True)
class Posted:
    transaction_id: UUID
    posted_at: datetime
    side: str
    amount: Money
    description: str


def posted_to(
    db: Session,
    ledger_account_id: LedgerAccountId,
    *,
    before: Moment | None = None,
    limit: int = 25,
) -> list[Posted]:
    """The entries of a customer's account before a moment, newest first."""
    row = EntryRow
    rows = db.scalars(
        select(row)
        .where(
            row.ledger_account_id == ledger_account_id,
            *earlier(row.posted_at, row.transaction_id, before),
        )
        # By the index of the account's page; a timeline puts them in order of their moment.
        .order_by(row.effective_on.desc(), row.transaction_id.desc(), row.line.desc())
        .limit(page_size(limit))
    )
    return [
        Posted(
            each.transaction_id,
            each.posted_at,
            each.side,
            Money(each.amount_minor, each.currency),
            each.description,
        )
        for each in rows
    ]
