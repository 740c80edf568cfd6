"""Reserve the one file a bank sends in a window, before anything is put into it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.payments.tables import OutgoingFileRow
from app.kernel.ids import FileId, new_id
from app.rails.calendars import EASTERN, Window
from app.storage.scope import current_scope


def reserve_file(db: Session, *, slug: str, window: Window, now: datetime) -> FileId:
    """The window's file of the bank in scope: a new open one, or the one reserved before."""
    bank_id = current_scope(db).bank_id
    row = insert(OutgoingFileRow).values(
        bank_id=bank_id,
        id=new_id(now),
        rail="ach",
        window_at=window.deadline_at,
        settles_on=window.settles_on,
        status="open",
        name=f"{slug}-ach-{window.deadline_at.astimezone(EASTERN):%Y%m%d-%H%M}.ach",
        entries=0,
        total_minor=0,
        transliterations=[],
        created_at=now,
    )
    db.execute(row.on_conflict_do_nothing())
    reserved = select(OutgoingFileRow.id).where(
        OutgoingFileRow.bank_id == bank_id,
        OutgoingFileRow.rail == "ach",
        OutgoingFileRow.window_at == window.deadline_at,
    )
    return FileId(db.scalars(reserved).one())
