"""Write down that somebody had the trail recomputed, and what came of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.trail.verifying import TrailVerified
from app.kernel.actor import Actor
from app.storage.scope import current_partner


def note_verified(db: Session, found: TrailVerified, *, actor: Actor, now: datetime) -> None:
    record(
        db,
        actor,
        "audit.verified",
        subject=("partner", current_partner(db)),
        now=now,
        first=found.first,
        blocks=found.blocks,
        records=found.records,
        faults=len(found.faults),
    )
