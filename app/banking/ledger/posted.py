"""What was posted to one account, by the moment it was: for the timeline of its page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.banking.ledger.tables import EntryRow, TransactionRow
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question, read


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
    return read(db, asking_posted(ledger_account_id, before=before, limit=limit))


def asking_posted(
    ledger_account_id: LedgerAccountId, *, before: Moment | None = None, limit: int = 25
) -> Question[list[Posted]]:
    """The same, to be asked beside other things."""
    row = EntryRow
    columns = (
        row.transaction_id,
        row.posted_at,
        row.side,
        row.amount_minor,
        row.currency,
        _said(row),
    )
    asked = (
        select(*columns)
        .where(
            row.ledger_account_id == ledger_account_id,
            *earlier(row.posted_at, row.transaction_id, before),
        )
        # By the index of the account's page; a timeline puts them in order of their moment.
        .order_by(row.effective_on.desc(), row.transaction_id.desc(), row.line.desc())
        .limit(page_size(limit))
    )
    return Question(asked, lambda rows: [_posted(*each) for each in rows])


def _said(row: type[EntryRow]) -> ColumnElement[str]:
    """The entry's own words, or those of its transaction; asked for the few that are shown."""
    transaction = TransactionRow
    of_all = select(transaction.description).where(
        transaction.partner_id == row.partner_id, transaction.id == row.transaction_id
    )
    own = func.nullif(row.description, "")
    return func.coalesce(own, of_all.scalar_subquery()).label("description")


def _posted(
    its_id: UUID, posted_at: datetime, side: str, minor: int, currency: str, description: str
) -> Posted:
    return Posted(its_id, posted_at, side, Money(minor, currency), description)
