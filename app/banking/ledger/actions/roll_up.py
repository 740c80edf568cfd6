"""Roll the entries of pooled accounts into their checkpoints, so that reads stay short."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.banking.ledger.tables import LedgerAccountRow
from app.storage.scope import current_scope

ROLL = text("select guildhall.roll_up(:partner, :account, :at)")


def roll_up(db: Session, *, now: datetime) -> int:
    """Roll up every pooled account of the partner in scope; returns how many."""
    pooled = select(LedgerAccountRow.id).where(LedgerAccountRow.is_pooled)
    accounts = db.scalars(pooled.order_by(LedgerAccountRow.id)).all()
    for account_id in accounts:
        db.execute(
            ROLL, {"partner": current_scope(db).partner_id, "account": account_id, "at": now}
        )
    return len(accounts)
