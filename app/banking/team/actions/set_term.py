"""Give an examiner other days, within those that an examination may take."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.matrix import EXAMINER
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.rules import check_another, check_term
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import LoginId


def set_term(
    db: Session,
    *,
    login_id: LoginId,
    access_until: datetime,
    access_from: datetime | None = None,
    actor: Actor,
    now: datetime,
    wall: datetime,
) -> None:
    """Without a first moment from now on. Raises NotFound, Refused (own_login, term_…)."""
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    if row.role != EXAMINER:
        raise Refused("term_not_taken", "Only an examiner's access has an end.")
    check_term(access_from, access_until, wall=wall)
    before = _told(row)
    row.access_from, row.access_until = access_from, access_until
    db.flush()
    record(
        db,
        actor,
        "user.term_set",
        subject=("login", login_id),
        now=now,
        before=before,
        after=_told(row),
    )


def _told(row: LoginRow) -> dict[str, str | None]:
    days = {"from": row.access_from, "until": row.access_until}
    return {name: day.isoformat() if day else None for name, day in days.items()}
