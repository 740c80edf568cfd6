"""Give a kept view another name, share it, or put it in the navigation; or take that back."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.lists.actions.keep_view import check_room
from app.banking.lists.rules import checked_name
from app.banking.lists.tables import SavedViewRow
from app.banking.lists.views import SavedView
from app.kernel.actor import Actor
from app.kernel.errors import Conflict


def change_view(
    db: Session,
    view: SavedView,
    *,
    name: str,
    is_shared: bool,
    is_pinned: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """The caller has read the view as one to change. Raises Refused and Conflict as `keep_view`."""
    tidy, row = checked_name(name), SavedViewRow
    check_room(db, view.login_id, is_shared=is_shared, is_pinned=is_pinned, besides=view.id)
    taken = select(row.id).where(
        row.login_id == view.login_id,
        row.list_name == view.list_name,
        row.name == tidy,
        row.id != view.id,
        row.removed_at.is_(None),
    )
    if db.scalar(taken):
        raise Conflict("name_taken", "There is a view of this name already.")
    values = {"name": tidy, "is_shared": is_shared, "is_pinned": is_pinned}
    db.execute(update(row).where(row.id == view.id).values(**values))
    record(
        db,
        actor,
        "saved_view.changed",
        subject=("saved_view", view.id),
        now=now,
        list_name=view.list_name,
        name=tidy,
        is_shared=is_shared,
        is_pinned=is_pinned,
    )
