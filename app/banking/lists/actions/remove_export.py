"""Take an export's file away when its time is over; what it was stays on record."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.lists.tables import ExportPartRow, ExportRow
from app.kernel.actor import Actor
from app.kernel.ids import ExportId


def remove_export(db: Session, export_id: ExportId, *, actor: Actor, now: datetime) -> None:
    """One that is gone already is left as it is."""
    row = db.scalars(select(ExportRow).where(ExportRow.id == export_id)).one_or_none()
    if row is None or row.status == "removed":
        return
    row.status, row.content, row.key_id = "removed", None, None
    db.execute(
        update(ExportPartRow).where(ExportPartRow.export_id == export_id).values(content=b"")
    )
    record(db, actor, "export.removed", subject=("export", export_id), now=now, what=row.list_name)
