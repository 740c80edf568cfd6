"""The unit of work of the operator's host: no partner, no bank; it reads as the auditor."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, session
from sqlalchemy.orm import Session

from app.banking.access.rules import SessionEnd
from app.kernel.actor import Actor
from app.storage.clock import wall_now
from app.storage.operators import (
    IDLE_MAX,
    SESSION_MAX,
    OperatorSession,
    find_operator,
    note_seen,
)
from app.storage.scope import Scope
from app.storage.session import clock_reading, session_for
from app.web.brand import fallback_look, operators_brand
from app.web.door import OPERATOR
from themes.document import BrandDocument

COOKIE = "__Host-operator"
TOKEN_LENGTH_MAX = 100
SEEN_AGAIN_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever opened a link of the command line; nobody else is ever on this surface."""

    session: OperatorSession
    name: str = "Operator"
    is_verified: bool = True

    @property
    def end(self) -> SessionEnd:
        """When the session ends by itself."""
        own = self.session
        return SessionEnd(own.last_seen_at + IDLE_MAX, own.started_at + SESSION_MAX, IDLE_MAX)


@dataclass
class OperatorWork:
    """One request to the operator's host; what it reads it cannot change."""

    request_id: str
    login: Operator | None = None
    wall: datetime = field(default_factory=wall_now)
    sign_in_endpoint: str = "entrance.index"
    look: BrandDocument = field(default_factory=fallback_look)
    _session: Session | None = None

    @property
    def actor(self) -> Actor:
        return Actor("operator", None, "Operator", self.request_id)

    @property
    def db(self) -> Session:
        """The auditor's: every partner's money, to read."""
        if self._session is None:
            self._session = session_for("auditor", Scope())
        return self._session

    def looks_before(self) -> list[BrandDocument]:
        """The house itself has had no other look."""
        return []

    def may(self, permission: str) -> bool:
        return self.login is not None and permission == OPERATOR

    def finish(self, *, is_good: bool) -> None:
        """Nothing was written here; the session goes back to its pool."""
        del is_good
        if self._session is not None:
            self._session.close()
            self._session = None


def operator_who(work: OperatorWork) -> Operator | None:
    """The operator of the cookie, or None when it is unknown, ended or too old."""
    token = request.cookies.get(COOKIE, "")
    if not token or len(token) > TOKEN_LENGTH_MAX:
        return None
    with clock_reading() as db:
        found = find_operator(db, token, wall=work.wall)
        if found is None:
            return None
        if work.wall - found.last_seen_at > SEEN_AGAIN_AFTER:
            note_seen(db, found, wall=work.wall)
        return Operator(found)


def operator_values(login: Operator | None) -> dict[str, Any]:
    """What a layout of this surface gets in place of a partner's brand and bank."""
    return {
        "brand": operators_brand(),
        "bank_legal": "",
        "menu_links": [],
        "session_ends": login.end if login else None,
    }


def keep_operator(response: Response, token: str) -> Response:
    """Set the cookie and drop what the browser session held before."""
    session.clear()
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def drop_operator(response: Response) -> Response:
    session.clear()
    response.set_cookie(COOKIE, "", max_age=0, secure=True, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
