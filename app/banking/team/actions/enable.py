"""Let a member in again who was shut out; with the password and the factors they had."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.queries import has_come
from app.banking.team.rules import check_another
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId


def enable(db: Session, *, login_id: LoginId, actor: Actor, now: datetime) -> None:
    """Raises NotFound, Refused("own_login", "enabled_already", "never_came")."""
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    if not row.is_disabled:
        raise Refused("enabled_already", f"{row.name} has access already.")
    if not has_come(db, row):
        raise Refused(
            "never_came", f"{row.name} never came.", next_step="Send the invitation again."
        )
    row.is_disabled = False
    db.flush()
    record(db, actor, "user.enabled", subject=("login", login_id), now=now)
