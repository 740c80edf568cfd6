"""Plan a month's fees or statements of one partner: work for batches of accounts."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.events.actions.publish import publish
from app.banking.statements.rules import last_day

BATCH_ACCOUNTS = 25
MonthlyWork = Literal["fee.charge", "statement.issue"]


def plan_month(
    db: Session, *, month_on: date, now: datetime, kind: MonthlyWork = "statement.issue"
) -> int:
    """Publish the work for every account that lived in the month; returns how many accounts.

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
            kind,
            key=f"{month_on:%Y-%m} {batch[0]}",
            now=now,
            month_on=month_on.isoformat(),
            accounts=" ".join(str(account_id) for account_id in batch),
        )
    return len(ids)
