"""Give a recovery code in the place of a lost factor; each is good once, and its use is told."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.actions.renew_session import renew_session
from app.banking.access.actions.start_session import NewSession
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.key_ring import recovery_codes_left
from app.banking.access.queries import SignedIn
from app.banking.access.recovery import code_hash
from app.banking.access.tables import RecoveryCodeRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Refused

WRONG = Refused(
    "code_wrong",
    "That recovery code is not right, or was used already.",
    next_step="Check it against your list and try the next one.",
)


def use_recovery_code(
    db: Session, who: SignedIn, *, code: str, actor: Actor, wall: datetime
) -> NewSession:
    """Use it up and renew the session; raises Refused("code_wrong")."""
    row = RecoveryCodeRow
    used = db.scalar(
        update(row)
        .where(
            row.login_id == who.login_id,
            row.code_hash == code_hash(who.login_id.bytes, code),
            row.used_at.is_(None),
            row.replaced_at.is_(None),
        )
        .values(used_at=wall)
        .returning(row.id)
    )
    if used is None:
        raise WRONG
    left = recovery_codes_left(db, who.login_id)
    record(db, actor, "recovery_code.used", subject=("login", who.login_id), now=wall, left=left)
    told = {"left": str(left), "when": moment_words(wall)}
    tell(db, who.login_id, "recovery_code_used", told, key=str(used), actor=actor, now=wall)
    return renew_session(db, who, given="recovery_code", actor=actor, wall=wall)
