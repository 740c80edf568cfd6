"""Say that a file could not be made, and why in a word: whoever asked for it reads it there."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.lists.tables import ExportPartRow, ExportRow
from app.kernel.actor import Actor
from app.kernel.ids import ExportId


def fail_export(
    db: Session, export_id: ExportId, *, failure: str, actor: Actor, now: datetime
) -> None:
    """What was written of it so far is emptied; one that is not being made is left alone."""
    row = db.scalars(
        select(ExportRow).where(ExportRow.id == export_id).with_for_update()
    ).one_or_none()
    if row is None or row.status != "waiting":
        return
    row.status, row.failure, row.finished_at = "failed", failure, now
    db.execute(
        update(ExportPartRow).where(ExportPartRow.export_id == export_id).values(content=b"")
    )
    record(
        db,
        actor,
        "export.failed",
        subject=("export", export_id),
        now=now,
        what=row.list_name,
        form=row.form,
        failure=failure,
    )
