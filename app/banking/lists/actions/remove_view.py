"""Forget a kept view; the list itself stays as it is."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.lists.tables import SavedViewRow
from app.banking.lists.views import SavedView
from app.kernel.actor import Actor


def remove_view(db: Session, view: SavedView, *, actor: Actor, now: datetime) -> None:
    """The caller has read the view as one to change."""
    db.execute(update(SavedViewRow).where(SavedViewRow.id == view.id).values(removed_at=now))
    record(
        db,
        actor,
        "saved_view.removed",
        subject=("saved_view", view.id),
        now=now,
        list_name=view.list_name,
        name=view.name,
        is_shared=view.is_shared,
        is_pinned=view.is_pinned,
    )
