"""Send an invitation anew: to somebody who has not come yet, or whose invitation was taken back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.team.actions.invite import send_invitation
from app.banking.team.logins import lock_member
from app.banking.team.queries import has_come
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId


def invite_again(
    db: Session, *, login_id: LoginId, actor: Actor, now: datetime, wall: datetime
) -> None:
    """Raises NotFound, Refused("came_already")."""
    row = lock_member(db, login_id)
    if has_come(db, row):
        raise Refused("came_already", f"{row.name} has come already.")
    row.is_disabled, row.invited_at = False, wall
    db.flush()
    record(db, actor, "user.invited_again", subject=("login", login_id), now=now)
    send_invitation(db, login_id, role=row.role, actor=actor, now=now, wall=wall)
