"""Something waits: whoever may decide it is told by letter, each once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.chiefs import can_come_in
from app.banking.access.persons import person_key
from app.banking.access.tables import LoginRow
from app.banking.approvals.queries import label_of
from app.banking.approvals.rows import requirement_now
from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow
from app.banking.mail.rules import is_address
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId, LoginId, shown

TOLD_MAX = 50
WAITS = "approval_waits"


def tell_checkers(db: Session, approval_id: ApprovalId, *, actor: Actor, now: datetime) -> int:
    """How many letters were written; none for what has ended. Safe to do twice.

    A letter names the kind of request, who asked and until when: no amount, no account, nobody's
    name but the maker's. What is to happen stands on the page behind the sign-in.
    """
    row = db.scalar(select(ApprovalRow).where(ApprovalRow.id == approval_id))
    if row is None or row.status != Status.PENDING.value or now >= row.expires_at:
        return 0
    told = _checkers(db, row, now=now)
    words = {
        "what": label_of(row.action),
        "by": row.maker_label,
        "until": moment_words(row.expires_at),
        "request_path": f"/approvals/{shown('approval', row.id)}",
    }
    for login in told:
        key = f"{row.id} {login.id}"
        tell(db, LoginId(login.id), WAITS, words, key=key, actor=actor, now=now)
    return len(told)


def _checkers(db: Session, row: ApprovalRow, *, now: datetime) -> list[LoginRow]:
    """Of the roles that decide it, everybody but the one who asked, whichever login they use."""
    roles = requirement_now(db, row, now=now).checker_roles
    found = db.scalars(
        select(LoginRow)
        .where(LoginRow.role.in_(roles), LoginRow.is_disabled.is_(False))
        .where(LoginRow.id != row.maker_id)
        .order_by(LoginRow.id)
        .limit(TOLD_MAX)
    )
    others = (login for login in found if person_key(login.email) != row.maker_person)
    return [login for login in others if can_come_in(login) and is_address(login.email)]
