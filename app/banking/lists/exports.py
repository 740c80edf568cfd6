"""Reads of files made from lists: how far one is, its rows while it is made, and the file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.lists.cells import Cells, unpacked
from app.banking.lists.rules import EXPORTS_MAX
from app.banking.lists.tables import ExportPartRow, ExportRow
from app.kernel.errors import NotFound
from app.kernel.ids import ExportId
from app.storage.crypto import decrypt_bytes

CONTENT = "export.content"
PART = "export_part.content"


@dataclass(frozen=True, slots=True)
class Export:
    """A file of a list: `status` is waiting, ready, failed or removed; `failure` says why."""

    id: ExportId
    login_id: UUID
    list_name: str
    query: str
    form: str
    status: str
    failure: str
    rows_total: int
    rows_done: int
    sha256: str
    size: int
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


def export_of(db: Session, export_id: ExportId, login_id: UUID) -> Export:
    """One's own export; raises NotFound for anybody else's."""
    found = _exports(db, ExportRow.login_id == login_id, ExportRow.id == export_id)
    if not found:
        raise NotFound("export")
    return found[0]


def export_for_work(db: Session, export_id: ExportId) -> Export:
    """Whoever asked for it: for the workers that write it. Raises NotFound."""
    found = _exports(db, ExportRow.id == export_id)
    if not found:
        raise NotFound("export")
    return found[0]


def exports_of(db: Session, login_id: UUID) -> list[Export]:
    """Newest first."""
    return _exports(db, ExportRow.login_id == login_id)


def content_of(db: Session, export_id: ExportId) -> bytes:
    """The file itself; raises NotFound when it is not there, or no longer."""
    row = db.execute(
        select(ExportRow.content, ExportRow.key_id).where(
            ExportRow.id == export_id, ExportRow.status == "ready"
        )
    ).one_or_none()
    if row is None or row.content is None or row.key_id is None:
        raise NotFound("file")
    return decrypt_bytes(db, row.content, key_id=row.key_id, place=CONTENT, row_id=export_id)


def rows_of(db: Session, export_id: ExportId) -> list[Cells]:
    """Every row that was written so far, in order."""
    parts = db.execute(
        select(ExportPartRow.content, ExportPartRow.key_id)
        .where(ExportPartRow.export_id == export_id)
        .order_by(ExportPartRow.number)
    )
    return [
        row
        for content, key_id in parts
        for row in unpacked(decrypt_bytes(db, content, key_id=key_id, place=PART, row_id=export_id))
    ]


def _exports(db: Session, *conditions: Any) -> list[Export]:
    row = ExportRow
    found = db.execute(
        select(
            row.id,
            row.login_id,
            row.list_name,
            row.query,
            row.form,
            row.status,
            row.failure,
            row.rows_total,
            row.rows_done,
            row.sha256,
            row.size,
            row.asked_at,
            row.finished_at,
            row.expires_at,
        )
        .where(*conditions)
        .order_by(row.id.desc())
        .limit(EXPORTS_MAX * 2)
    )
    return [_export(each) for each in found]


def _export(row: Any) -> Export:
    return Export(
        id=ExportId(row.id),
        login_id=row.login_id,
        list_name=row.list_name,
        query=row.query,
        form=row.form,
        status=row.status,
        failure=row.failure or "",
        rows_total=row.rows_total,
        rows_done=row.rows_done,
        sha256=row.sha256 or "",
        size=row.size or 0,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
    )
