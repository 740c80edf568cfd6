"""What stands around a list: its views as tabs, its files, and what can be done to many lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for

from app.banking.lists.rules import AT_ONCE_MAX, BATCH_MAX
from app.banking.lists.verb import Verb
from app.banking.lists.verbs import VERBS
from app.banking.lists.views import SavedView
from app.web.door import work
from app.web.list_pages.desk import places, seen_views, view_href
from app.web.list_pages.pinned import pinned, told_count

if TYPE_CHECKING:
    from app.web.tables.pages import Table, TablePage

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
    shown, views, query = table.shown, _kept(table.shown), table.query
    here = next((view for view in views if view.query == query), None)
    is_mine = here is not None and work.login is not None and here.login_id == work.login.login_id
    active = _active(table, here, query)
    tabs = list_tabs(shown, table.bare_href) if views or shown.views else []
    if views and not active:
        tabs.append(_tab("", "Unsaved view", table.href))
    is_kept = shown.spec.name in places() and shown.is_own() and work.support is None
    return Keeping(
        tabs=tabs,
        active=active,
        can_keep=is_kept and not active and work.may("views.keep"),
        can_share=work.may("views.share"),
        change_href=url_for("lists.edit_view", view_id=here.id) if here and is_mine else "",
        export_action=_action(table, f"export_{shown.spec.name}"),
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


def list_tabs(shown: "TablePage", bare_href: str) -> list[dict[str, object]]:
    """Other pages beside it, all of it, what everybody has, and the views of the one who looks."""
    counts = {view.id: count for view, count in pinned()}
    return [
        *shown.leading(),
        _tab(ALL, f"All {shown.spec.many}", bare_href),
        *(_tab(query, label, f"{bare_href}?{query}") for label, query in shown.views),
        *(
            _tab(str(view.id), view.name, view_href(view))
            | ({"count": told_count(counts[view.id])} if view.id in counts else {})
            for view in _kept(shown)
        ),
    ]


def _tab(key: str, label: str, href: str) -> dict[str, object]:
    return {"key": key, "label": label, "href": href, "count": None}


def _kept(shown: "TablePage") -> list[SavedView]:
    """The views of a list, where it shows what they are about."""
    if shown.spec.name not in places() or not shown.is_own():
        return []
    return [view for view in seen_views() if view.list_name == shown.spec.name]


def _active(table: "Table", here: SavedView | None, query: str) -> str:
    if here is not None:
        return str(here.id)
    if not query:
        return ALL
    return query if query in {each for _, each in table.shown.views} else ""


def _action(table: "Table", endpoint: str) -> str:
    """Where a form of this list goes, its address along; empty where there is no such route."""
    known = f"{table.shown.area}.{endpoint}"
    if known not in current_app.view_functions:
        return ""
    return url_for(known, **table.fixed, **dict(table.pairs))
