"""Give set-aside money back: a hold is released by us or expires by its time."""

from datetime import datetime
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.ledger.refusals import explained
from app.kernel.ids import HoldId
from app.storage.scope import current_scope

END = text("select guildhall.end_hold(:partner, :id, :status, :at)")


def end_hold(
    db: Session, *, hold_id: HoldId, status: Literal["released", "expired"], now: datetime
) -> bool:
    """End an open hold; False when it had ended before, so asking twice is safe."""
    with explained():
        return bool(
            db.scalar(
                END,
                {
                    "partner": current_scope(db).partner_id,
                    "id": hold_id,
                    "status": status,
                    "at": now,
                },
            )
        )
