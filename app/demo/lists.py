"""Views of lists in the demo: each team has one that everybody sees, with its count."""

from datetime import datetime
from uuid import UUID

from app.banking.access.queries import users
from app.banking.lists.actions.keep_view import NewView, keep_view
from app.kernel.actor import Actor
from app.storage.session import partner_work

VIEWS = (
    NewView("payments", "Leaving soon", "status=approved", is_shared=True, is_pinned=True),
    NewView("payments", "Came back", "status=returned&sort=-amount", is_shared=True),
)


def keep_views(partner_id: UUID, *, now: datetime) -> None:
    """By the owner; a team without one keeps none."""
    with partner_work(partner_id) as db:
        owner = next((user for user in users(db) if user.role == "owner"), None)
        if owner is None:
            return
        actor = Actor("user", owner.id, owner.name, door="console", role=owner.role)
        for view in VIEWS:
            keep_view(db, view, login_id=owner.id, actor=actor, now=now)
