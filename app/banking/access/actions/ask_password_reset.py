"""Somebody forgot a password: the door writes it down, a worker looks who is meant.

So the door does the same for every address, known or not, and cannot tell by its words or time.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.actions.make_link import TooManyLetters, check_letters, make_link
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.rules import needs_code
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.sso.queries import is_forced
from app.kernel.actor import Actor
from app.kernel.ids import LoginId, new_id
from app.storage.crypto import decrypt, encrypt

WORK = "password_reset.ask"
PLACE = "outbox.password_reset"


def ask_password_reset(db: Session, *, kind: str, email: str, actor: Actor, now: datetime) -> None:
    """Keep the address encrypted until a worker looks it up; `now` is business time."""
    row_id = new_id(now)
    sealed, key_id = encrypt(db, email.strip().lower(), place=PLACE, row_id=row_id)
    publish(
        db,
        WORK,
        key=str(row_id),
        now=now,
        login_kind=kind,
        address=sealed.hex(),
        row_id=str(row_id),
        data_key_id=str(key_id),
    )
    record(db, actor, "password_reset.asked", subject=("login", None), now=now)


def send_reset_link(
    db: Session, asked: dict[str, str], *, actor: Actor, now: datetime, wall: datetime
) -> LoginId | None:
    """The worker's half: a letter to a login that is there and open, and no flood of them."""
    email = decrypt(
        db,
        bytes.fromhex(asked["address"]),
        key_id=UUID(asked["data_key_id"]),
        place=PLACE,
        row_id=UUID(asked["row_id"]),
    )
    login = db.scalars(
        select(LoginRow).where(
            LoginRow.kind == asked["login_kind"],
            LoginRow.email == email,
            LoginRow.is_disabled.is_(False),
            # Who was invited and has not come has nothing to forget; the invitation can end.
            LoginRow.password_hash.is_not(None),
        )
    ).one_or_none()
    if login is None or (needs_code(login.kind) and is_forced(db)):
        return None
    login_id = LoginId(login.id)
    try:
        check_letters(db, login_id, purpose="password_reset", wall=wall)
    except TooManyLetters:
        return None
    made = make_link(db, login_id, purpose="password_reset", actor=actor, wall=wall)
    told = {"link_path": made.path, "until": moment_words(made.expires_at)}
    tell(db, login_id, "password_reset", told, key=asked["row_id"], actor=actor, now=now)
    return login_id
