"""How somebody likes to see a surface: kept in their browser, read by the server, worth nothing.

A cookie of words from closed lists, so that the first byte of a page already looks right.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Response, request

COOKIE = "__Host-view"
KEPT_FOR = timedelta(days=400)  # as long as browsers keep any cookie
LENGTH_MAX = 100
# The first of each list is what nobody had to choose.
CHOICES = {
    "scheme": ("system", "light", "dark"),
    "density": ("comfortable", "compact"),
    "side": ("open", "folded"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a layout is given as `view`."""

    scheme: str = "system"
    density: str = "comfortable"
    side: str = "open"
    keys: str = "on"

    def changed(self, name: str, value: str) -> "Preferences":
        """With one choice made; a word we do not know changes nothing."""
        return replace(self, **{name: value}) if value in CHOICES.get(name, ()) else self

    def written(self) -> str:
        return "_".join(f"{name}.{getattr(self, name)}" for name in CHOICES)


def preferences() -> Preferences:
    """Those of the browser that asks."""
    found = Preferences()
    for part in request.cookies.get(COOKIE, "")[:LENGTH_MAX].split("_"):
        name, _, value = part.partition(".")
        found = found.changed(name, value)
    return found


def keep(response: Response, chosen: Preferences) -> Response:
    """Remember them in this browser, on this host alone."""
    kept: dict[str, Any] = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/"}
    response.set_cookie(COOKIE, chosen.written(), max_age=KEPT_FOR, **kept)
    return response
