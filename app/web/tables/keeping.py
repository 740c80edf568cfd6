"""What stands around a list: its views as tabs, its files, and what can be done to many lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for

from app.banking.lists.rules import AT_ONCE_MAX, BATCH_MAX
from app.banking.lists.verbs import VERBS, Verb
from app.banking.lists.views import SavedView
from app.web.door import work
from app.web.list_pages.desk import places, seen_views, view_href
from app.web.list_pages.pinned import pinned, told_count

if TYPE_CHECKING:
    from app.web.tables.pages import Table

ALL = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be done to the chosen lines."""

    verb: Verb
    action: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a list offers beside its lines, to the one who looks."""

    tabs: list[dict[str, object]]
    active: str
    can_keep: bool
    can_share: bool
    change_href: str
    export_action: str
    at_once_max: int
    choices: Sequence[Choice]
    batch_max: int


def keeping(table: "Table") -> Keeping:
    """By permission and by what exists for this list on this surface."""
    name = table.spec.name
    views = [view for view in seen_views() if view.list_name == name]
    query = table.query
    here = next((view for view in views if view.query == query), None)
    is_kept = name in places() and work.support is None
    is_mine = here is not None and work.login is not None and here.login_id == work.login.login_id
    return Keeping(
        tabs=_tabs(table, views, here, query) if views or table.shown.presets else [],
        active=_active(table, here, query),
        can_keep=is_kept and _active(table, here, query) == "" and work.may("views.keep"),
        can_share=work.may("views.share"),
        change_href=url_for("lists.edit_view", view_id=here.id) if here and is_mine else "",
        export_action=_action(table, f"export_{name}"),
        at_once_max=AT_ONCE_MAX,
        choices=[
            Choice(verb, action)
            for verb in VERBS.values()
            if verb.spec is table.spec and work.may(verb.permission) and work.support is None
            for action in [_action(table, f"choose_{verb.key}")]
            if action
        ],
        batch_max=BATCH_MAX,
    )


def _tabs(
    table: "Table", views: Sequence[SavedView], here: SavedView | None, query: str
) -> list[dict[str, object]]:
    counts = {view.id: count for view, count in pinned()}
    tabs: list[dict[str, object]] = [
        {"key": ALL, "label": f"All {table.spec.many}", "href": table.bare_href, "count": None}
    ]
    tabs += [
        {"key": each, "label": label, "href": f"{table.bare_href}?{each}", "count": None}
        for label, each in table.shown.presets
    ]
    tabs += [
        {
            "key": str(view.id),
            "label": view.name,
            "href": view_href(view),
            "count": told_count(counts[view.id]) if view.id in counts else None,
        }
        for view in views
    ]
    if views and _active(table, here, query) == "":
        tabs.append({"key": "", "label": "Unsaved view", "href": table.href, "count": None})
    return tabs


def _active(table: "Table", here: SavedView | None, query: str) -> str:
    if here is not None:
        return str(here.id)
    if not query:
        return ALL
    return query if query in {each for _, each in table.shown.presets} else ""


def _action(table: "Table", endpoint: str) -> str:
    """Where a form of this list goes, its address along; empty where there is no such route."""
    known = f"{table.shown.area}.{endpoint}"
    if known not in current_app.view_functions:
        return ""
    return url_for(known, **table.fixed, **dict(table.pairs))
