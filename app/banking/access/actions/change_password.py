"""Choose another password, knowing the one before; other sessions end, its owner is told."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.actions.make_link import end_links
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.choosing import chosen_password
from app.banking.access.links import PURPOSES
from app.banking.access.passwords import is_password
from app.banking.access.queries import SignedIn
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Refused

WRONG = Refused("password_wrong", "That is not your password.", next_step="Check it and try again.")


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """What somebody typed."""

    current: str = field(repr=False)
    chosen: str = field(repr=False)


def change_password(
    db: Session, who: SignedIn, change: PasswordChange, *, actor: Actor, wall: datetime
) -> None:
    """Raises Refused("password_wrong") for the current one, and as `chosen_password` does."""
    login = db.scalars(select(LoginRow).where(LoginRow.id == who.login_id).with_for_update()).one()
    if not is_password(change.current, login.password_hash):
        raise WRONG
    kept = chosen_password(db, change.chosen, kind=who.kind, email=who.email, name=who.name)
    db.execute(
        update(LoginRow)
        .where(LoginRow.id == who.login_id)
        .values(password_hash=kept, password_set_at=wall)
    )
    record(db, actor, "password.changed", subject=("login", who.login_id), now=wall)
    end_sessions_of(db, who.login_id, except_=who.session_id, actor=actor, wall=wall)
    for purpose in PURPOSES:
        end_links(db, who.login_id, purpose=purpose, wall=wall)
    told, key = {"when": moment_words(wall)}, f"{who.login_id} {wall.isoformat()}"
    tell(db, who.login_id, "password_changed", told, key=key, actor=actor, now=wall)
