"""Raise or lower what is set aside: an open hold gets another amount."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.refusals import explained
from app.kernel.actor import Actor
from app.kernel.ids import HoldId
from app.kernel.money import Money
from app.storage.scope import current_scope

CHANGE = text("select guildhall.change_hold(:partner, :id, cast(:amount as bigint))")


def change_hold(
    db: Session,
    *,
    hold_id: HoldId,
    amount: Money,
    reason: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Set an open hold to `amount`; asking twice changes it once. A person says why.

    Raises Conflict("hold_not_open"), and Refused("insufficient_funds", "account_not_open") when
    it is raised above what is available.
    """
    with explained():
        before = db.scalar(
            CHANGE,
            {"partner": current_scope(db).partner_id, "id": hold_id, "amount": amount.minor},
        )
    if before == amount.minor:
        return
    record(
        db,
        actor,
        "hold.resized" if reason else "hold.changed",
        subject=("hold", hold_id),
        now=now,
        reason=reason,
        before={"amount_minor": before},
        after={"amount_minor": amount.minor},
        currency=amount.currency,
    )
