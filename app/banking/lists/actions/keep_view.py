"""Keep a list, as it is narrowed and ordered now, under a name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.listing.asked import read_query, write_query
from app.banking.lists.registry import list_named
from app.banking.lists.rules import PINNED_MAX, SHARED_MAX, VIEWS_MAX, checked_name
from app.banking.lists.tables import SavedViewRow
from app.kernel.actor import Actor
from app.kernel.errors import Conflict, Refused
from app.kernel.ids import SavedViewId, new_id
from app.storage.scope import current_scope


@dataclass(frozen=True, slots=True)
class NewView:
    """What is to be kept; `query` in any spelling."""

    list_name: str
    name: str
    query: str
    is_shared: bool = False
    is_pinned: bool = False


def keep_view(
    db: Session, wanted: NewView, *, login_id: UUID, actor: Actor, now: datetime
) -> SavedViewId:
    """Raises NotFound, Refused("name_invalid", "too_many"), Conflict("name_taken")."""
    spec, name = list_named(wanted.list_name), checked_name(wanted.name)
    check_room(db, login_id, is_shared=wanted.is_shared, is_pinned=wanted.is_pinned)
    row = insert(SavedViewRow).values(
        partner_id=current_scope(db).partner_id,
        id=new_id(now),
        login_id=login_id,
        list_name=spec.name,
        name=name,
        query=write_query(spec, read_query(spec, wanted.query)),
        is_shared=wanted.is_shared,
        is_pinned=wanted.is_pinned,
        created_at=now,
    )
    view_id = db.scalar(row.on_conflict_do_nothing().returning(SavedViewRow.id))
    if view_id is None:
        raise Conflict("name_taken", "You have a view of this name already.")
    record(
        db,
        actor,
        "saved_view.kept",
        subject=("saved_view", view_id),
        now=now,
        list_name=spec.name,
        name=name,
        is_shared=wanted.is_shared,
        is_pinned=wanted.is_pinned,
    )
    return SavedViewId(view_id)


def check_room(
    db: Session,
    login_id: UUID,
    *,
    is_shared: bool,
    is_pinned: bool,
    besides: UUID | None = None,
) -> None:
    """Raises Refused("too_many"): pages list them all, and count what is pinned."""
    row = SavedViewRow
    own = row.login_id == login_id
    counted = select(
        func.count().filter(own),
        func.count().filter(row.is_shared),
        func.count().filter(row.is_pinned, own, row.is_shared.is_(False)),
        func.count().filter(row.is_pinned, row.is_shared),
    ).where(row.removed_at.is_(None), or_(own, row.is_shared))
    if besides:
        counted = counted.where(row.id != besides)
    mine, shared, pinned, shared_pinned = db.execute(counted).one()
    if mine >= VIEWS_MAX:
        raise Refused("too_many", f"Keep at most {VIEWS_MAX} views: remove one first.")
    if is_shared and shared >= SHARED_MAX:
        raise Refused("too_many", f"A team shares at most {SHARED_MAX} views: remove one first.")
    if is_pinned and (shared_pinned if is_shared else pinned) >= PINNED_MAX:
        raise Refused("too_many", f"At most {PINNED_MAX} can be in the navigation: take one out.")
