"""Keep the public half of a passkey that somebody made for their login."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.actions.renew_session import renew_session
from app.banking.access.actions.start_session import NewSession
from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.challenges import use_challenge
from app.banking.access.passkeys import WRONG, Place, check_made
from app.banking.access.queries import SignedIn
from app.banking.access.tables import PasskeyRow
from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import PasskeyId, new_id
from app.kernel.languages import gettext as _
from app.storage.scope import current_scope

PASSKEYS_MAX = 20
NAME_LENGTH_MAX = 60


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """What the browser answered to which challenge, and what its owner calls it."""

    name: str
    answer: str = field(repr=False)
    challenge: bytes = field(repr=False)


def add_passkey(
    db: Session, who: SignedIn, made: MadePasskey, *, place: Place, actor: Actor, wall: datetime
) -> NewSession:
    """Add it, tell its owner, renew the session; raises Refused("passkey_refused", "…_many")."""
    use_challenge(db, "register", made.challenge, login_id=who.login_id, wall=wall)
    _check_room(db, who)
    key = check_made(place, made.answer, made.challenge)
    passkey_id = PasskeyId(new_id(wall))
    name = " ".join(made.name.split())[:NAME_LENGTH_MAX] or "Passkey"
    added = db.scalar(
        insert(PasskeyRow)
        .values(
            partner_id=current_scope(db).partner_id,
            id=passkey_id,
            login_id=who.login_id,
            customer_id=who.customer_id,
            credential_id=key.credential_id,
            public_key=key.public_key,
            sign_count=key.sign_count,
            name=name,
            is_synced=key.is_synced,
            added_at=wall,
        )
        .on_conflict_do_nothing()
        .returning(PasskeyRow.id)
    )
    if added is None:
        raise WRONG
    subject = ("login", who.login_id)
    record(db, actor, "passkey.added", subject=subject, now=wall, passkey_id=str(passkey_id))
    told = {"factor": _("Passkey %(name)s", name=name), "when": moment_words(wall)}
    tell(db, who.login_id, "factor_added", told, key=f"{passkey_id}", actor=actor, now=wall)
    return renew_session(db, who, given="passkey", actor=actor, wall=wall)


def _check_room(db: Session, who: SignedIn) -> None:
    kept = select(func.count()).where(
        PasskeyRow.login_id == who.login_id, PasskeyRow.removed_at.is_(None)
    )
    if (db.scalar(kept) or 0) >= PASSKEYS_MAX:
        raise Refused(
            "passkeys_too_many",
            _("%(most)s passkeys are enough.", most=PASSKEYS_MAX),
            next_step="Remove one.",
        )
