"""Take away a passkey or the authenticator app; never the last of somebody who must have one."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.key_ring import passkeys_of
from app.banking.access.queries import SignedIn
from app.banking.access.rules import needs_code
from app.banking.access.tables import LoginRow, PasskeyRow, RecoveryCodeRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import PasskeyId

LAST = Refused(
    "last_factor",
    "This is your only second factor, and you cannot be without one.",
    next_step="Add another passkey or an authenticator app first.",
)


def remove_passkey(
    db: Session, who: SignedIn, passkey_id: PasskeyId, *, actor: Actor, wall: datetime
) -> None:
    """Raises NotFound for another's, Refused("last_factor")."""
    has_app, kept = _locked(db, who)
    if passkey_id not in kept:
        raise NotFound("passkey")
    _check_something_stays(db, who, left=len(kept) - 1 + has_app, wall=wall)
    db.execute(update(PasskeyRow).where(PasskeyRow.id == passkey_id).values(removed_at=wall))
    _say(db, who, f"Passkey {kept[passkey_id]}", key=f"{passkey_id}", actor=actor, wall=wall)


def remove_authenticator(db: Session, who: SignedIn, *, actor: Actor, wall: datetime) -> None:
    """Forget the app's secret; raises NotFound where there is none, Refused("last_factor")."""
    has_app, kept = _locked(db, who)
    if not has_app:
        raise NotFound("authenticator app")
    _check_something_stays(db, who, left=len(kept), wall=wall)
    db.execute(
        update(LoginRow)
        .where(LoginRow.id == who.login_id)
        .values(totp_secret=None, totp_key_id=None, totp_set_at=None)
    )
    key = f"app {who.login_id} {wall.isoformat()}"
    _say(db, who, "Authenticator app", key=key, actor=actor, wall=wall)


def _locked(db: Session, who: SignedIn) -> tuple[bool, dict[PasskeyId, str]]:
    """Two removals at once wait for each other, so that neither is the last unseen."""
    login = db.scalars(select(LoginRow).where(LoginRow.id == who.login_id).with_for_update()).one()
    kept = {key.id: key.name for key in passkeys_of(db, who.login_id)}
    return login.totp_secret is not None, kept


def _check_something_stays(db: Session, who: SignedIn, *, left: int, wall: datetime) -> None:
    if left:
        return
    if needs_code(who.kind) or not who.has_password:
        raise LAST
    row = RecoveryCodeRow
    db.execute(
        update(row)
        .where(row.login_id == who.login_id, row.used_at.is_(None), row.replaced_at.is_(None))
        .values(replaced_at=wall)
    )


def _say(
    db: Session, who: SignedIn, factor: str, *, key: str, actor: Actor, wall: datetime
) -> None:
    subject = ("login", who.login_id)
    record(db, actor, "factor.removed", subject=subject, now=wall, factor=factor)
    told = {"factor": factor, "when": moment_words(wall)}
    tell(db, who.login_id, "factor_removed", told, key=key, actor=actor, now=wall)
