"""Keep the whole file of an export, encrypted, and say until when."""

import hashlib
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.lists.exports import CONTENT
from app.banking.lists.rules import EXPORT_KEPT
from app.banking.lists.tables import ExportPartRow, ExportRow
from app.kernel.actor import Actor
from app.kernel.ids import ExportId
from app.storage.crypto import encrypt_bytes

REMOVE = "export.remove"


def finish_export(
    db: Session, export_id: ExportId, content: bytes, *, actor: Actor, now: datetime
) -> None:
    """The caller has written the last part in this transaction."""
    row = db.scalars(select(ExportRow).where(ExportRow.id == export_id)).one()
    row.content, row.key_id = encrypt_bytes(db, content, place=CONTENT, row_id=export_id)
    row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content)
    row.status, row.finished_at, row.expires_at = "ready", now, now + EXPORT_KEPT
    db.execute(
        update(ExportPartRow).where(ExportPartRow.export_id == export_id).values(content=b"")
    )
    publish(
        db,
        REMOVE,
        key=str(export_id),
        now=now,
        due_at=row.expires_at,
        export_id=str(export_id),
    )
    record(
        db,
        actor,
        "export.finished",
        subject=("export", export_id),
        now=now,
        what=row.list_name,
        form=row.form,
        rows=row.rows_done,
        sha256=row.sha256,
    )
