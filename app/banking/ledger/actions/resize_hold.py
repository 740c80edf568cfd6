"""A person raises or lowers what is set aside."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.ledger.actions.change_hold import change_hold
from app.banking.ledger.asides import hold_detail
from app.banking.ledger.rules import check_by_hand
from app.kernel.actor import Actor
from app.kernel.ids import HoldId
from app.kernel.money import Money


def resize_hold(
    db: Session, *, hold_id: HoldId, amount: Money, reason: str, actor: Actor, now: datetime
) -> None:
    """Set it to `amount`. Raises NotFound, Refused (hold_of_payment, insufficient_funds, …)."""
    hold = hold_detail(db, hold_id)
    check_by_hand(hold.subject_kind)
    change_hold(db, hold_id=hold_id, amount=amount, reason=reason, actor=actor, now=now)
