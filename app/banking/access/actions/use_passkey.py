"""Sign in, or prove once more who one is, with a passkey alone."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.access.actions.renew_session import renew_session
from app.banking.access.actions.start_session import Entry, NewSession, start_session
from app.banking.access.challenges import use_challenge
from app.banking.access.passkeys import WRONG, Place, check_signed, read_signed
from app.banking.access.queries import SignedIn
from app.banking.access.tables import LoginRow, PasskeyRow
from app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser answered, to which challenge, and on which host."""

    text: str = field(repr=False)
    challenge: bytes = field(repr=False)
    place: Place


def sign_in_with_passkey(
    db: Session, kind: str, answer: Answer, *, entry: Entry, wall: datetime
) -> NewSession:
    """A whole session for the passkey's owner, with its record(...); raises Refused."""
    use_challenge(db, "sign_in", answer.challenge, login_id=None, wall=wall)
    key = _checked(db, answer, wall=wall)
    login = db.scalars(select(LoginRow).where(LoginRow.id == key.login_id)).one()
    if login.kind != kind or login.is_disabled:
        raise WRONG
    return start_session(db, login, entry, wall=wall)


def prove_with_passkey(
    db: Session, who: SignedIn, answer: Answer, *, actor: Actor, wall: datetime
) -> NewSession:
    """The session renewed, for one of the login's own passkeys; raises Refused."""
    use_challenge(db, "proof", answer.challenge, login_id=who.login_id, wall=wall)
    if _checked(db, answer, wall=wall).login_id != who.login_id:
        raise WRONG
    return renew_session(db, who, given="passkey", actor=actor, wall=wall)


def _checked(db: Session, answer: Answer, *, wall: datetime) -> PasskeyRow:
    """The passkey that signed, with its count moved on; two at once wait for each other."""
    signed = read_signed(answer.text)
    key = db.scalars(
        select(PasskeyRow)
        .where(PasskeyRow.credential_id == signed.credential_id, PasskeyRow.removed_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if key is None:
        raise WRONG
    count = check_signed(
        answer.place,
        signed,
        answer.challenge,
        public_key=key.public_key,
        sign_count=key.sign_count,
    )
    db.execute(
        update(PasskeyRow).where(PasskeyRow.id == key.id).values(sign_count=count, used_at=wall)
    )
    return key
