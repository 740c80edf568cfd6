"""What somebody had typed when a proof was asked for: kept for minutes, so nothing is typed twice.

One draft a login, encrypted; the next takes its place, and whatever was sent is forgotten.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.queries import SignedIn
from app.banking.access.tables import FormDraftRow
from app.kernel.ids import DraftId, new_id
from app.storage.crypto import decrypt, encrypt
from app.storage.scope import current_scope

GOOD_FOR = timedelta(minutes=30)
SEALED = "form_draft.sealed"


def keep_draft(
    db: Session, who: SignedIn, *, place: str, values: Mapping[str, str], wall: datetime
) -> None:
    """Of the form at `place`, a word of the door's."""
    row, mine = FormDraftRow, FormDraftRow.login_id == who.login_id
    draft_id = db.scalar(select(row.id).where(mine)) or DraftId(new_id(wall))
    sealed, key_id = encrypt(db, json.dumps(dict(values)), place=SEALED, row_id=draft_id)
    kept = {"place": place, "sealed": sealed, "key_id": key_id, "expires_at": wall + GOOD_FOR}
    owner = {
        "partner_id": current_scope(db).partner_id,
        "id": draft_id,
        "login_id": who.login_id,
        "customer_id": who.customer_id,
    }
    added = insert(row).values(owner | kept)
    db.execute(added.on_conflict_do_update(index_elements=["partner_id", "id"], set_=kept))


def read_draft(db: Session, who: SignedIn, *, place: str, wall: datetime) -> dict[str, str]:
    """What was typed there lately, or nothing."""
    row = FormDraftRow
    found = db.scalars(
        select(row).where(
            row.login_id == who.login_id,
            row.place == place,
            row.expires_at > wall,
        )
    ).one_or_none()
    if found is None:
        return {}
    text = decrypt(db, found.sealed, key_id=found.key_id, place=SEALED, row_id=found.id)
    typed: dict[str, str] = json.loads(text)
    return typed


def forget_draft(db: Session, who: SignedIn, *, wall: datetime) -> None:
    """What was sent need not be kept."""
    row = FormDraftRow
    db.execute(update(row).where(row.login_id == who.login_id).values(sealed=b"", expires_at=wall))
