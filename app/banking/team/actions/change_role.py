"""Give a member of the team another role; it counts from their next request on."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.chiefs import keep_a_chief
from app.banking.access.matrix import ROLES
from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.rules import check_another, check_new_role
from app.kernel.actor import Actor
from app.kernel.ids import LoginId, new_id


def change_role(
    db: Session, *, login_id: LoginId, role: str, actor: Actor, now: datetime, wall: datetime
) -> None:
    """Every session of theirs ends. Raises NotFound, Refused (see rules)."""
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    before = row.role
    check_new_role(before, role, kind=row.kind)
    keep_a_chief(db, row)
    row.role = role
    db.flush()
    record(
        db,
        actor,
        "user.role_changed",
        subject=("login", login_id),
        now=now,
        before={"role": before},
        after={"role": role},
    )
    end_sessions_of(db, login_id, actor=actor, wall=wall)
    words = {
        "before": ROLES[before].label,
        "after": ROLES[role].label,
        "by": actor.label,
        "when": moment_words(wall),
    }
    tell(db, login_id, "role_changed", words, key=str(new_id(wall)), actor=actor, now=now)
