"""Plan a month's statements of one partner: work for batches of accounts, in the outbox."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.events.actions.publish import publish
from app.banking.statements.rules import last_day

BATCH_ACCOUNTS = 25


def plan_month(db: Session, *, month_on: date, now: datetime) -> int:
    """Publish `statement.issue` for every account that lived in the month; how many accounts.

    Planning twice plans the same batches, and the outbox keeps each once.
    """
    ids = db.scalars(
        select(AccountRow.id)
        .where(
            AccountRow.opened_on <= last_day(month_on),
            or_(AccountRow.closed_on.is_(None), AccountRow.closed_on >= month_on),
        )
        .order_by(AccountRow.id)
    ).all()
    for first in range(0, len(ids), BATCH_ACCOUNTS):
        batch = ids[first : first + BATCH_ACCOUNTS]
        publish(
            db,
            "statement.issue",
            key=f"{month_on:%Y-%m} {batch[0]}",
            now=now,
            month_on=month_on.isoformat(),
            accounts=" ".join(str(account_id) for account_id in batch),
        )
    return len(ids)
