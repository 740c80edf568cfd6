"""Lock the books up to a day: what still concerns it is posted later, as a dated adjustment."""

from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.ledger.refusals import explained
from app.kernel.actor import Actor
from app.storage.scope import current_scope

LOCK = text("select guildhall.lock_period(:partner, :through, :reason, :at)")


def lock_period(db: Session, *, through: date, reason: str, actor: Actor, now: datetime) -> None:
    """Refuse every later posting with an `effective_on` up to `through`; there is no unlocking.

    A posting under way at this moment still counts. Raises Refused("malformed") for a day that is
    not over, Refused("period_locked") when the books are locked that far already.
    """
    partner_id = current_scope(db).partner_id
    with explained():
        db.execute(LOCK, {"partner": partner_id, "through": through, "reason": reason, "at": now})
    record(
        db,
        actor,
        "period.locked",
        subject=("partner", partner_id),
        now=now,
        locked_through=through.isoformat(),
        reason=reason,
    )
