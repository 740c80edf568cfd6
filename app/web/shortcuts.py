"""The keys of a surface in one place: what is listed under `?` and what `keys.js` obeys.

Places to go bring their own letter (`navigation.Item.letter`); the script finds a link by its
`data-keys`, so that a key never leads where somebody may not go.
"""

from dataclasses import dataclass

from flask import current_app

from app.kernel.languages import marked
from app.web.door import work
from app.web.navigation import navigation

EITHER = marked("or")
THEN = marked("then")
GO = "g"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys and what they do; `between` is `or` for either key and `then` for one after another."""

    keys: tuple[str, ...]
    does: str
    between: str = EITHER


ANYWHERE = (
    Shortcut(("/", "Ctrl K", "\N{PLACE OF INTEREST SIGN} K"), marked("Search")),
    Shortcut(("?",), marked("Show these keys")),
    Shortcut(("h",), marked("Help with this page")),
    Shortcut(("Esc",), marked("Close what lies over the page")),
)
STAFF = (Shortcut(("[",), "Fold or unfold the navigation"),)
LISTS = (
    Shortcut(("j", "k"), marked("Next or previous line")),
    Shortcut(("Enter",), marked("Open the line over the list")),
)


def shortcuts() -> dict[str, tuple[Shortcut, ...]]:
    """What works for whoever looks at this surface, by group."""
    surface = current_app.name.rpartition(".")[2]
    is_inside = work.login is not None and work.login.is_verified
    links = navigation(current_app, surface, work.may) if is_inside else []
    places = tuple(Shortcut((GO, link.letter), link.label, THEN) for link in links if link.letter)
    anywhere = ANYWHERE if surface == "portal" else ANYWHERE + STAFF
    groups = {
        marked("Anywhere"): anywhere,
        marked("In a list"): LISTS,
        marked("Go to"): places,
    }
    return {name: found for name, found in groups.items() if found}
