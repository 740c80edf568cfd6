"""What passkeys are asked to sign: random, for minutes, good once, and kept on our side."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from app.banking.access.passkeys import CHALLENGE_BYTES, WRONG
from app.banking.access.tables import PasskeyChallengeRow
from app.kernel.ids import LoginId, new_id
from app.storage.scope import current_scope

Purpose = Literal["sign_in", "proof", "register"]
GOOD_FOR = timedelta(minutes=5)


def make_challenge(
    db: Session, purpose: Purpose, *, login_id: LoginId | None, wall: datetime
) -> bytes:
    """A fresh challenge, in the place of one that is used or too old where there is any."""
    row, challenge = PasskeyChallengeRow, secrets.token_bytes(CHALLENGE_BYTES)
    values = {
        "login_id": login_id,
        "purpose": purpose,
        "challenge": challenge,
        "expires_at": wall + GOOD_FOR,
        "used_at": None,
    }
    spent = select(row.id).where(or_(row.used_at.is_not(None), row.expires_at <= wall))
    free = db.scalar(spent.limit(1).with_for_update(skip_locked=True))
    if free:
        db.execute(update(row).where(row.id == free).values(values))
    else:
        owner = {"partner_id": current_scope(db).partner_id, "id": new_id(wall)}
        db.execute(insert(row).values(owner | values))
    return challenge


def use_challenge(
    db: Session, purpose: Purpose, challenge: bytes, *, login_id: LoginId | None, wall: datetime
) -> None:
    """Whoever comes first has it; raises Refused for one used, too old, or asked of another."""
    row = PasskeyChallengeRow
    used = db.scalar(
        update(row)
        .where(
            row.challenge == challenge,
            row.purpose == purpose,
            row.login_id.is_(None) if login_id is None else row.login_id == login_id,
            row.used_at.is_(None),
            row.expires_at > wall,
        )
        .values(used_at=wall)
        .returning(row.id)
    )
    if used is None:
        raise WRONG
