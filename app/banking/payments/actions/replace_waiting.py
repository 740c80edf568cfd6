"""Another payment in the place of one that waits: what a payment is, is never changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.rows import waiting_for
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.approving import SEND
from app.banking.payments.orders import AchOrder
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import PaymentId


def replace_waiting(
    db: Session, *, payment_id: PaymentId, order: AchOrder, actor: Actor, now: datetime
) -> PaymentId:
    """Cancel it and send this one, which asks for itself; only its maker may.

    Raises NotFound, Conflict("payment_moved_on"), Refused("not_yours") and what sending raises.
    """
    waiting = waiting_for(db, payment_id, SEND)
    if waiting is None:
        raise Conflict("payment_moved_on", "The payment does not wait for anybody.")
    if waiting.maker_id != actor.id:
        raise Refused("not_yours", f"{waiting.maker_label} asked for it.")
    cancel(db, payment_id=payment_id, actor=actor, now=now)
    return send_ach(db, order, actor=actor, now=now)
