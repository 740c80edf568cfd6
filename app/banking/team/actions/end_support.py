"""End a support access: by whoever looked, or by the partner at any time."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.team.tables import SupportAccessRow
from app.kernel.actor import Actor
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import SupportId


def end_support(db: Session, *, support_id: SupportId, actor: Actor, wall: datetime) -> None:
    """Its link and its session are worth nothing from now on; raises NotFound, Refused."""
    row = db.scalars(
        select(SupportAccessRow).where(SupportAccessRow.id == support_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("support access")
    if row.ended_at is not None or (row.expires_at or row.link_expires_at) <= wall:
        raise Refused("support_over", "This support access is over already.")
    row.ended_at, row.ended_label = wall, actor.label
    db.flush()
    record(
        db,
        actor,
        "support.ended",
        subject=("support", support_id),
        now=wall,
        pages_seen=row.pages_seen,
    )
