"""A phone or a key is lost: its owner sets up sign-in again, and is told by letter."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.tables import PasskeyRow, RecoveryCodeRow
from app.banking.audit.actions.record import record
from app.banking.team.logins import lock_member
from app.banking.team.rules import check_another
from app.kernel.actor import Actor
from app.kernel.ids import LoginId, new_id


def require_new_factors(
    db: Session, *, login_id: LoginId, actor: Actor, now: datetime, wall: datetime
) -> None:
    """Authenticator, passkeys and recovery codes go; the password stays, unseen by anybody.

    Raises NotFound, Refused("own_login").
    """
    check_another(actor.id, login_id)
    row = lock_member(db, login_id)
    row.totp_secret = row.totp_key_id = row.totp_last_step = row.totp_set_at = None
    db.flush()
    db.execute(
        update(PasskeyRow)
        .where(PasskeyRow.login_id == login_id, PasskeyRow.removed_at.is_(None))
        .values(removed_at=wall)
    )
    db.execute(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.login_id == login_id,
            RecoveryCodeRow.used_at.is_(None),
            RecoveryCodeRow.replaced_at.is_(None),
        )
        .values(replaced_at=wall)
    )
    record(db, actor, "user.factors_removed", subject=("login", login_id), now=now)
    end_sessions_of(db, login_id, actor=actor, wall=wall)
    words = {"by": actor.label, "when": moment_words(wall)}
    tell(db, login_id, "factors_removed", words, key=str(new_id(wall)), actor=actor, now=now)
