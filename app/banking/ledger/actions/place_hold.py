"""Set money aside: lowers available, not current."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.events.actions.publish import publish
from app.banking.ledger.refusals import explained
from app.kernel.ids import HoldId, LedgerAccountId, new_id
from app.kernel.money import Money
from app.storage.scope import current_scope

PLACE = text(
    "select guildhall.place_hold(:partner, :id, :account, cast(:amount as bigint), :currency, "
    ":reason, :subject_kind, :subject_id, :key, :placed_at, :expires_at)"
)


@dataclass(frozen=True, slots=True)
class HoldOrder:
    """What to set aside, for what, and until when (business time; None: until ended)."""

    ledger_account_id: LedgerAccountId
    amount: Money
    reason: str
    subject: tuple[str, UUID | None]
    key: str
    expires_at: datetime | None = None


def place_hold(db: Session, order: HoldOrder, *, now: datetime) -> HoldId:
    """Place a hold, once per key; one that expires is released by a worker at its time.

    Raises Refused("insufficient_funds", "account_not_open"), Conflict, NotFound.
    """
    with explained():
        hold_id = db.scalar(
            PLACE,
            {
                "partner": current_scope(db).partner_id,
                "id": new_id(now),
                "account": order.ledger_account_id,
                "amount": order.amount.minor,
                "currency": order.amount.currency,
                "reason": order.reason,
                "subject_kind": order.subject[0],
                "subject_id": order.subject[1],
                "key": order.key,
                "placed_at": now,
                "expires_at": order.expires_at,
            },
        )
    if order.expires_at:
        publish(
            db,
            "hold.expire",
            key=str(hold_id),
            now=now,
            due_at=order.expires_at,
            hold_id=str(hold_id),
        )
    assert hold_id is not None  # noqa: S101 -- the function returns an id or raises
    return HoldId(hold_id)
