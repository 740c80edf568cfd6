"""The page of search: what is found by what was typed, or the one thing it can only mean.

An address with personal data in it is nowhere kept by us: no log has query strings, the answer is
not stored, and what is opened from it is not told where it was opened from.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.banking.search.rules import Asked, read
from app.kernel.languages import gettext
from app.storage.finding import Found
from app.web.door import allow, page
from app.web.search_pages.kinds import Kind, Shown, may_open, openable, shown
from app.web.search_pages.places import Place, places_for

PANEL = "finder-results"
LOOK_UP = "customers.lookup"


@dataclass(frozen=True, slots=True)
class Searched:
    """A surface's search: how it finds, what it can open, what it tells of that, where it leads.

    `ways` are sentences, each with the kind of thing that it is about.
    """

    find: Callable[[Asked, dict[str, Kind]], list[Found]]
    kinds: dict[str, Kind]
    ways: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]


def search_blueprint(name: str, permission: str, surface: Searched) -> Blueprint:
    """The one page of a surface's search, for whoever holds a permission."""
    blueprint = Blueprint("search", name)

    @blueprint.get("/search")
    @allow(permission)
    def index() -> ResponseReturnValue:
        asked, known = read(request.args.get("q", "")), openable(surface.kinds)
        found = [] if asked.is_nothing else shown(surface.find(asked, known), known)
        if only := _only(found):
            return redirect(only, code=303)
        return page(
            "search_pages/index.html",
            fragment="search_pages/_results.html",
            asked=asked,
            groups=_grouped(found),
            places=places_for(surface.places, asked.text),
            kinds=[gettext(kind.label) for kind in known.values()],
            ways=[gettext(told) for kind, told in surface.ways if kind in known],
            look_up_href=url_for(LOOK_UP) if may_open(LOOK_UP) else "",
            is_panel=request.headers.get("HX-Target") == PANEL,
            referrer="no-referrer",
        )

    return blueprint


def _only(found: list[Shown]) -> str:
    """Where to go at once: whoever submits what can mean one thing only is not asked again."""
    exact = [each.href for each in found if each.is_exact]
    is_typing = "HX-Request" in request.headers
    return exact[0] if len(exact) == 1 and not is_typing else ""


def _grouped(found: list[Shown]) -> list[tuple[str, str, list[Shown]]]:
    """By kind, in the order the first of each was found."""
    groups: dict[str, tuple[str, str, list[Shown]]] = {}
    for each in found:
        groups.setdefault(each.group, (each.group, each.mark, []))[2].append(each)
    return list(groups.values())
