"""Which host stands for what: asked of the database, and remembered for a moment.

Every request asks it first. A name that stands for nothing is asked again each time, so that a new
brand is there at once; what one stands for changes never, so a moment's memory tells no lie.
"""

from collections.abc import Callable
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from app.storage.scope import Scope
from app.storage.session import engine, session_for
from tenants.resolve import Host, resolve_host

REMEMBERED_SECONDS = 5.0
Told = dict[str, tuple[float, Host]]

_told: WeakKeyDictionary[Engine, Told] = WeakKeyDictionary()


def find_host(name: str, *, clock: Callable[[], float] = monotonic) -> Host | None:
    """The host of a name, or None; `name` is lower case, without a port."""
    if not name:
        return None
    told, now = _told.setdefault(engine("app"), {}), clock()
    asked_at, host = told.get(name, (0.0, None))
    if host is not None and now - asked_at < REMEMBERED_SECONDS:
        return host
    with session_for("app", Scope()) as db:
        found = resolve_host(db, name)
    if found is None:
        told.pop(name, None)
    else:
        told[name] = (now, found)
    return found
