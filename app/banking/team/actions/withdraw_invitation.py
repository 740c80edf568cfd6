"""Take an invitation back before anybody came: its link leads nowhere from now on."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.actions.make_link import end_links
from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.queries import has_come
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId


def withdraw_invitation(
    db: Session, *, login_id: LoginId, actor: Actor, now: datetime, wall: datetime
) -> None:
    """Raises NotFound, Refused("came_already")."""
    row = lock_member(db, login_id)
    if has_come(db, row):
        raise Refused(
            "came_already", f"{row.name} has come already.", next_step="End their access instead."
        )
    row.is_disabled = True
    db.flush()
    end_links(db, login_id, purpose="invitation", wall=wall)
    record(db, actor, "user.invitation_withdrawn", subject=("login", login_id), now=now)
