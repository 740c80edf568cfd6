"""End an access, at once or after a second person has agreed; `disable` writes the record."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.chiefs import keep_a_chief
from app.banking.approvals.actions.ask import ask
from app.banking.team.actions.disable import disable
from app.banking.team.logins import lock_member
from app.banking.team.proposals import disabling_proposal
from app.banking.team.rules import REASON_LENGTH_MAX, check_another, checked_words
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId, LoginId


def ask_to_disable(
    db: Session, *, login_id: LoginId, reason: str, actor: Actor, now: datetime, wall: datetime
) -> ApprovalId | None:
    """The request that waits now, or None: it is done. Raises NotFound, Refused."""
    check_another(actor.id, login_id)
    tidy = checked_words(reason, what="reason", length_max=REASON_LENGTH_MAX)
    row = lock_member(db, login_id)
    keep_a_chief(db, row)
    waits = ask(db, disabling_proposal(row, tidy), actor=actor, now=now)
    if waits is None:
        disable(db, login_id=login_id, reason=tidy, actor=actor, now=now, wall=wall)
    return waits
