"""Change a role, at once or after a second person has agreed; `change_role` writes the record."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.access.chiefs import keep_a_chief
from app.banking.approvals.actions.ask import ask
from app.banking.team.actions.change_role import change_role
from app.banking.team.logins import lock_member
from app.banking.team.proposals import role_proposal
from app.banking.team.rules import check_another, check_new_role
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId, LoginId


def ask_to_change_role(
    db: Session, *, login_id: LoginId, role: str, actor: Actor, now: datetime, wall: datetime
) -> ApprovalId | None:
    """The request that waits now, or None: it is done. Raises NotFound, Refused."""
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    check_new_role(row.role, role, kind=row.kind)
    keep_a_chief(db, row)
    waits = ask(db, role_proposal(row, role), actor=actor, now=now)
    if waits is None:
        change_role(db, login_id=login_id, role=role, actor=actor, now=now, wall=wall)
    return waits
