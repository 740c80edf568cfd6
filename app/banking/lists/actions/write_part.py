"""Write the next rows of an export: a part a transaction, so that it goes on where it stopped."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.banking.events.actions.publish import publish
from app.banking.listing.asked import read_query
from app.banking.listing.asking import key_kinds, read_page
from app.banking.lists.cells import cells_of, exported, packed
from app.banking.lists.exports import PART
from app.banking.lists.registry import LISTS
from app.banking.lists.rules import EXPORTED_MAX, PART_ROWS
from app.banking.lists.tables import ExportPartRow, ExportRow
from app.kernel.cursors import read_cursor, write_cursor
from app.kernel.ids import ExportId
from app.storage.crypto import encrypt_bytes


def write_part(db: Session, export_id: ExportId, *, kind: str, now: datetime) -> bool:
    """True when that was the last part. One that is not waiting, or gone, is left alone.

    What comes into the list meanwhile is in the file where its key lies ahead of the last row.
    """
    row = db.scalars(
        select(ExportRow).where(ExportRow.id == export_id).with_for_update()
    ).one_or_none()
    if row is None or row.status != "waiting":
        return False
    spec = LISTS[row.list_name]
    asked = read_query(spec, row.query)
    after = read_cursor(row.cursor, *key_kinds(spec, asked))
    page = read_page(db, spec, asked, after=after, limit=PART_ROWS)
    content = packed(cells_of(exported(spec, asked), page.lines))
    sealed, key_id = encrypt_bytes(db, content, place=PART, row_id=export_id)
    db.execute(
        insert(ExportPartRow).values(
            partner_id=row.partner_id,
            export_id=export_id,
            number=row.parts,
            content=sealed,
            key_id=key_id,
        )
    )
    row.parts += 1
    row.rows_done += len(page.lines)
    row.rows_total = max(row.rows_total, row.rows_done)
    if page.next_key is None or row.rows_done >= EXPORTED_MAX:
        return True
    row.cursor = write_cursor(page.next_key)
    publish(db, kind, key=f"{export_id} {row.parts}", now=now, export_id=str(export_id))
    return False
