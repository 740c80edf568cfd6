"""Say how far a guarded account may go below zero: an overdraft line is a negative floor."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.refusals import explained
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LedgerAccountId
from app.kernel.money import Money
from app.storage.scope import current_scope

SET = text("select guildhall.set_floor(:partner, :id, cast(:floor as bigint))")


def set_floor(
    db: Session, *, ledger_account_id: LedgerAccountId, floor: Money, actor: Actor, now: datetime
) -> None:
    """Set the floor, zero or below, and not above what is available.

    Raises NotFound, Refused("floor_positive", "below_that_floor").
    """
    if floor.minor > 0:
        raise Refused(
            "floor_positive",
            "A floor is zero or below.",
            next_step="Enter how far the account may be overdrawn.",
        )
    with explained():
        before = db.scalar(
            SET,
            {
                "partner": current_scope(db).partner_id,
                "id": ledger_account_id,
                "floor": floor.minor,
            },
        )
    record(
        db,
        actor,
        "ledger_account.floor_set",
        subject=("ledger_account", ledger_account_id),
        now=now,
        before={"floor_minor": before},
        after={"floor_minor": floor.minor},
        currency=floor.currency,
    )
