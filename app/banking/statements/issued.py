"""Which statements were issued, by the moment they were: for the timeline of whose they are."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from app.banking.statements.tables import StatementRow
from app.kernel.ids import AccountId, CustomerId, StatementId
from app.kernel.money import Money
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question


@dataclass(frozen=True, slots=True)
class Issued:
    id: StatementId
    month_on: date
    closing: Money
    issued_at: datetime


def asking_issued(
    customer_id: CustomerId,
    account_id: AccountId | None = None,
    *,
    before: Moment | None = None,
    limit: int = 25,
) -> Question[list[Issued]]:
    """Of a customer, or of one account of theirs, newest first."""
    row = StatementRow
    columns = (row.id, row.month_on, row.closing_minor, row.currency, row.issued_at)
    found = select(*columns).where(row.customer_id == customer_id)
    found = found.where(row.account_id == account_id) if account_id else found
    asked = (
        found.where(*earlier(row.issued_at, row.id, before))
        .order_by(row.issued_at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    return Question(asked, lambda rows: [_issued(*each) for each in rows])


def _issued(
    its_id: UUID, month_on: date, closing_minor: int, currency: str, issued_at: datetime
) -> Issued:
    return Issued(StatementId(its_id), month_on, Money(closing_minor, currency), issued_at)
