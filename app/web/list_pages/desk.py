"""Whose views, files and batches a page is about: those of the one who is signed in."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from flask import g, url_for
from sqlalchemy import DateTime, bindparam, literal
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.banking.approvals.queries import Reader
from app.banking.listing.spec import Rows
from app.banking.lists.views import SavedView, views_asked, views_seen
from app.banking.threads.queries import counting_waiting
from app.kernel.errors import Forbidden
from app.web.approval_pages.desk import me as as_reader
from app.web.approval_pages.desk import waiting
from app.web.door import work

# Where a list is on a surface: only what is here can be kept as a view.
PLACES: dict[str, dict[str, str]] = {
    "console": {
        "accounts": "accounts.index",
        "adjustments": "ledger.adjustments",
        "applications": "applications.index",
        "approvals": "approvals.requests",
        "assignments": "notes.assigned",
        "audit": "audit.index",
        "brand_versions": "brand.versions_index",
        "customers": "customers.index",
        "deposits": "ledger.deposit_accounts",
        "holds": "ledger.holds",
        "messages": "messages.index",
        "payments": "payments.index",
        "statements": "statements.index",
        "support": "team.support",
        "team": "team.index",
    },
    "oversight": {
        "approvals": "approvals.requests",
        "audit": "audit.own",
        "bank_assignments": "notes.assigned",
        "breaks": "cash.breaks",
        "entries": "files.entries",
        "files": "files.index",
        "team": "team.index",
    },
}
READERS_KEPT = 128
NOW = bindparam("now", type_=DateTime(timezone=True))


def desk() -> Session:
    """The app role's session of the host's own partner: logins and all they keep lie there."""
    return work.staff


def me() -> UUID:
    """Who looks; whoever only looks in by a support access keeps nothing here."""
    if work.login is None or work.support is not None:
        raise Forbidden("not_allowed", "Sign in first.")
    return work.login.login_id


def reader() -> Session:
    """The session that a surface's lists are read with."""
    return work.db if work.host.surface == "console" else work.house()


def places() -> dict[str, str]:
    return PLACES.get(work.host.surface, {})


def begins() -> tuple[str, str]:
    """Where a view or a file of a list begins: the list that most people of a surface use."""
    if work.host.surface == "console":
        return "See the payments", "payments.index"
    return "See the received files", "files.index"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the navigation knows of the one who looks."""

    views: list[SavedView]
    waiting: int
    unanswered: int


NOTHING = Standing([], 0, 0)


def standing() -> Standing:
    """Once a request: tabs and navigation show the same; nothing when it cannot be read."""
    if "standing" not in g:
        try:
            g.standing = _standing()
        except SQLAlchemyError:
            g.standing = NOTHING
    found: Standing = g.standing
    return found


def seen_views() -> list[SavedView]:
    return standing().views


def waiting_count() -> int:
    """How many requests for approval wait for the one who looks."""
    return standing().waiting


def unanswered_count() -> int:
    """How many conversations wait for an answer of the team."""
    return standing().unanswered


def _standing() -> Standing:
    if work.host.surface not in PLACES or work.login is None:
        return NOTHING
    asked = _standing_asked(as_reader(), counts_answers=work.may("messages.answer"))
    views, counts = views_seen(reader(), asked, {NOW.key: work.now})
    if work.support is not None:
        views = []
    here = [view for view in views if view.list_name in places()]
    return Standing(here, *counts)


@lru_cache(maxsize=READERS_KEPT)
def _standing_asked(me: Reader, *, counts_answers: bool) -> Rows:
    """Made once for each who looks: every page asks it."""
    none = literal(0)
    approvals = waiting(me, NOW)
    answers = counting_waiting() if counts_answers else none
    return views_asked(me.login_id, none if approvals is None else approvals, answers)


def list_href(name: str, query: str = "") -> str:
    """A list under an address of its own."""
    base = url_for(places()[name])
    return f"{base}?{query}" if query else base


def view_href(view: SavedView) -> str:
    return list_href(view.list_name, view.query)
