"""Ask for a file of a list too long to wait for: workers write it, part by part."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.events.actions.publish import publish
from app.banking.listing.asked import Asked, write_query
from app.banking.listing.spec import TableSpec
from app.banking.lists.rules import EXPORTED_MAX, EXPORTS_MAX
from app.banking.lists.tables import ExportRow
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.kernel.ids import ExportId, new_id
from app.storage.scope import current_scope

WRITE, HOUSE_WRITE = "export.write", "export.write_house"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """In which form, how many lines there are now, for whom, and whether of a bank's house."""

    form: str
    rows: int
    login_id: UUID
    is_house: bool


def ask_export(
    db: Session, spec: TableSpec, asked: Asked, order: ExportOrder, *, actor: Actor, now: datetime
) -> ExportId:
    """Raises Refused("too_long", "too_many")."""
    _check_room(db, order)
    export_id = ExportId(new_id(now))
    db.execute(
        insert(ExportRow).values(
            partner_id=current_scope(db).partner_id,
            id=export_id,
            login_id=order.login_id,
            list_name=spec.name,
            query=write_query(spec, asked),
            form=order.form,
            status="waiting",
            rows_total=order.rows,
            rows_done=0,
            parts=0,
            cursor="",
            asked_at=now,
        )
    )
    record(
        db,
        actor,
        "export.asked",
        subject=("export", export_id),
        now=now,
        what=spec.name,
        form=order.form,
        rows=order.rows,
    )
    kind = HOUSE_WRITE if order.is_house else WRITE
    publish(db, kind, key=f"{export_id} 0", now=now, export_id=str(export_id))
    return export_id


def _check_room(db: Session, order: ExportOrder) -> None:
    if order.rows > EXPORTED_MAX:
        raise Refused(
            "too_long",
            f"The list has more than {EXPORTED_MAX:,} lines, which is more than a file holds.",
            next_step="Narrow the list, by days for instance, and export it in parts.",
        )
    waiting = select(func.count()).where(
        ExportRow.login_id == order.login_id, ExportRow.status == "waiting"
    )
    if (db.scalar(waiting) or 0) >= EXPORTS_MAX:
        raise Refused("too_many", "So many files are being made for you already. Wait for them.")
