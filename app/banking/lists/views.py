"""Reads of saved views: those somebody sees, and how much lies in the pinned ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.banking.listing.asked import read_query
from app.banking.listing.asking import count_query
from app.banking.listing.spec import Rows
from app.banking.lists.registry import LISTS
from app.banking.lists.rules import COUNTED_MAX, SHARED_MAX, VIEWS_MAX
from app.banking.lists.tables import SavedViewRow
from app.kernel.errors import NotFound
from app.kernel.ids import LoginId, SavedViewId
from app.storage.scope import ask, kept


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list under a name; `query` is its address in the one spelling."""

    id: SavedViewId
    login_id: LoginId
    list_name: str
    name: str
    query: str
    is_shared: bool
    is_pinned: bool


def views_asked(login_id: UUID, *also: ColumnElement[int]) -> Rows:
    """One's own and the team's, oldest first, and some counts beside: one question a page."""
    row = SavedViewRow
    seen = (
        select(func.jsonb_build_array(*_columns()).label("view"), row.id)
        .where(row.removed_at.is_(None), or_(row.login_id == login_id, row.is_shared))
        .order_by(row.id)
        .limit(VIEWS_MAX + SHARED_MAX)
        .subquery()
    )
    views = select(func.jsonb_agg(aggregate_order_by(seen.c.view, seen.c.id))).scalar_subquery()
    return kept(select(views, *also))


def views_seen(
    db: Session, asked: Rows, values: Mapping[str, Any]
) -> tuple[list[SavedView], list[int]]:
    """What that question finds; `values` are what the counts have bound by name."""
    found, *counts = tuple(ask(db, asked, values).one())
    return [_view(*view) for view in found or ()], [int(count or 0) for count in counts]


def view_to_change(
    db: Session, view_id: SavedViewId, *, login_id: UUID, may_share: bool
) -> SavedView:
    """One's own, or the team's for whoever may share; another's is as if it never was."""
    asked = select(*_columns()).where(SavedViewRow.removed_at.is_(None))
    row = db.execute(asked.where(SavedViewRow.id == view_id)).one_or_none()
    view = _view(*row) if row else None
    if view is None or not (view.login_id == login_id or (view.is_shared and may_share)):
        raise NotFound("view")
    return view


def counts_of(db: Session, views: Sequence[SavedView]) -> dict[SavedViewId, int]:
    """How many lines each view has, up to the bound; all of them in one question."""
    known = [view for view in views if view.list_name in LISTS]
    if not known:
        return {}
    specs = [LISTS[view.list_name] for view in known]
    asked = [read_query(spec, view.query) for spec, view in zip(specs, known, strict=True)]
    counts = [
        count_query(spec, wanted, COUNTED_MAX) for spec, wanted in zip(specs, asked, strict=True)
    ]
    found = db.execute(select(*counts)).one()
    return {view.id: int(count) for view, count in zip(known, found, strict=True)}


def _columns() -> tuple[Any, ...]:
    row = SavedViewRow
    return (
        row.id,
        row.login_id,
        row.list_name,
        row.name,
        row.query,
        row.is_shared,
        row.is_pinned,
    )


def _view(
    view_id: UUID | str,
    login_id: UUID | str,
    list_name: str,
    name: str,
    query: str,
    is_shared: bool,  # noqa: FBT001
    is_pinned: bool,  # noqa: FBT001
) -> SavedView:
    own, whose = UUID(str(view_id)), UUID(str(login_id))
    return SavedView(SavedViewId(own), LoginId(whose), list_name, name, query, is_shared, is_pinned)
