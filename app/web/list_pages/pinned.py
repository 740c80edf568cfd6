"""Views in the navigation, each with how much is in it."""

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from app.banking.lists.registry import LISTS
from app.banking.lists.rules import COUNTED_MAX
from app.banking.lists.views import SavedView, counts_of
from app.web.door import work
from app.web.list_pages.desk import PLACES, reader, seen_views, view_href
from app.web.navigation import Link

GROUP = "Views"


def pinned_links(surface: str) -> list[Link]:
    """One's own and the team's, of lists that one may see; nothing when they cannot be read."""
    if surface not in PLACES:
        return []
    return [
        Link(f"view-{view.id}", view.name, view_href(view), "filter", GROUP, told_count(count))
        for view, count in pinned()
    ]


def pinned() -> list[tuple[SavedView, int]]:
    """Once a request, and all counts in one question."""
    if "pinned" not in g:
        try:
            g.pinned = _pinned()
        except SQLAlchemyError:
            g.pinned = []
    found: list[tuple[SavedView, int]] = g.pinned
    return found


def told_count(count: int) -> str:
    """`99+` when there are more than a count tells."""
    return str(count) if count < COUNTED_MAX else f"{COUNTED_MAX - 1}+"


def _pinned() -> list[tuple[SavedView, int]]:
    views = [view for view in seen_views() if view.is_pinned and _may_see(view)]
    counts = counts_of(reader(), views) if views else {}
    return [(view, counts[view.id]) for view in views]


def _may_see(view: SavedView) -> bool:
    return work.may(LISTS[view.list_name].permission)
