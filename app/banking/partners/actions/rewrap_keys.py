"""Wrap a partner's data keys with the key in use, so that an older one can be given up."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.kernel.actor import Actor
from app.storage import crypto
from app.storage.scope import current_scope


def rewrap_keys(db: Session, *, actor: Actor, now: datetime) -> int:
    """Returns how many keys changed; the data they open stays as it is."""
    changed = crypto.rewrap_keys(db)
    if changed:
        subject = ("partner", current_scope(db).partner_id)
        record(db, actor, "keys.rewrapped", subject=subject, now=now, keys=changed)
    return changed
