"""Give an examiner another last day, within the days that an examination may take."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.matrix import EXAMINER
from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.rules import check_another, check_last_moment
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId


def set_term(
    db: Session,
    *,
    login_id: LoginId,
    access_until: datetime,
    actor: Actor,
    now: datetime,
    wall: datetime,
) -> None:
    """Raises NotFound, Refused("own_login", "term_not_taken", "term_invalid")."""
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    if row.role != EXAMINER:
        raise Refused("term_not_taken", "Only an examiner's access has an end.")
    check_last_moment(access_until, wall=wall)
    before = row.access_until
    row.access_until = access_until
    db.flush()
    record(
        db,
        actor,
        "user.term_set",
        subject=("login", login_id),
        now=now,
        before={"until": before.isoformat() if before else None},
        after={"until": access_until.isoformat()},
    )
