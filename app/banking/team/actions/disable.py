"""End a member's access: out at once, everywhere."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.make_link import end_links
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.chiefs import keep_a_chief
from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.rules import check_another
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId, new_id


def disable(
    db: Session, *, login_id: LoginId, reason: str, actor: Actor, now: datetime, wall: datetime
) -> None:
    """Sessions and links end with it. Raises NotFound, Refused (see rules)."""
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    if row.is_disabled:
        raise Refused("disabled_already", f"{row.name} has no access already.")
    keep_a_chief(db, row)
    row.is_disabled = True
    db.flush()
    record(db, actor, "user.disabled", subject=("login", login_id), now=now, reason=reason)
    end_sessions_of(db, login_id, actor=actor, wall=wall)
    for purpose in ("invitation", "password_reset"):
        end_links(db, login_id, purpose=purpose, wall=wall)
    words = {"by": actor.label, "when": moment_words(wall)}
    tell(db, login_id, "access_ended", words, key=str(new_id(wall)), actor=actor, now=now)
