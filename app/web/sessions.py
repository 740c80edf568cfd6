"""The cookie of a signed-in browser: one per host, read only by us, worth nothing elsewhere."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, request, session
from sqlalchemy.orm import Session

from app.banking.access.actions.sign_in import keep_alive
from app.banking.access.actions.start_session import Entry, NewSession
from app.banking.access.queries import SignedIn, asking_session
from app.banking.access.rules import KIND_OF_SURFACE, SEEN_AGAIN_AFTER
from app.banking.access.tokens import TOKEN_LENGTH_MAX
from app.banking.products.queries import portal_session
from app.banking.team.queries import asking_networks
from app.storage.session import partner_work
from app.storage.together import Question, read_together
from app.web.account.browsers import browser_words
from app.web.door import work
from app.web.networks import refuse_elsewhere
from app.web.supporting import supporter
from app.web.work import Work
from tenants.resolve import asking_partner

COOKIE = "__Host-login"
STAFF_SURFACES = ("console", "oversight")
DEVICE_COOKIE = "__Host-device"
DEVICE_DAYS = 400  # as long as browsers keep any cookie


def who_is_there(work: Work) -> SignedIn | None:
    """The person of the cookie; a session of another surface or host is nothing here.

    Raises Forbidden("elsewhere") for staff who come from no address of their team's list.
    """
    if helper := supporter(work):
        return helper
    token = request.cookies.get(COOKIE, "")
    is_staff = work.host.surface in STAFF_SURFACES
    if not is_staff and not _may_be_token(token):
        return None
    if work.host.surface == "console":
        found = _found(work.db, work, token, is_staff=is_staff)  # the page asks the same session
    else:
        with partner_work(work.host.partner_id) as db:
            found = _found(db, work, token, is_staff=is_staff)
    if found is None or found.kind != KIND_OF_SURFACE[work.host.surface]:
        return None
    if work.wall - found.last_seen_at > SEEN_AGAIN_AFTER:
        with partner_work(work.host.partner_id) as db:  # whatever becomes of the request
            keep_alive(db, found.token_hash, wall=work.wall)
        found = replace(found, last_seen_at=work.wall)
    browser = browser_words(request.user_agent.string)
    return replace(found, device=device_token(), browser=browser)


def _found(db: Session, work: Work, token: str, *, is_staff: bool) -> SignedIn | None:
    """Whose token it is, whose host, and from where its staff may come: one question a request."""
    asked: list[Question[Any]] = [asking_partner(work.host.partner_id)]
    if is_staff:
        asked.append(asking_networks())
    if _may_be_token(token):
        asked.append(asking_session(token, wall=work.wall))
    work.partner, *rest = read_together(db, *asked)
    if is_staff:
        refuse_elsewhere(rest.pop(0))
    found: SignedIn | None = rest[0] if rest else None
    return found


def _may_be_token(text: str) -> bool:
    return bool(text) and len(text) <= TOKEN_LENGTH_MAX


def entering(*factors: str) -> Entry:
    """How the one who asks comes in, with the factors that were right."""
    said = request.user_agent.string
    return Entry(
        browser=said,
        browser_words=browser_words(said),
        address=work.address_class,
        device=device_token(),
        factors=frozenset(factors),
        lasts=portal_session(work.host.partner_id) if work.host.surface == "portal" else None,
    )


def device_token() -> str:
    """What this browser was given when somebody first signed in with it; it opens nothing."""
    return request.cookies.get(DEVICE_COOKIE, "")


def keep_session(response: Response, opened: NewSession) -> Response:
    """Set the cookie and drop what the browser session held before: nothing is carried over."""
    session.clear()
    kept: dict[str, Any] = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/"}
    response.set_cookie(COOKIE, opened.token, **kept)
    if opened.device:
        days = timedelta(days=DEVICE_DAYS)
        response.set_cookie(DEVICE_COOKIE, opened.device, max_age=days, **kept)
    return response


def drop_token(response: Response) -> Response:
    """Forget the browser, and ask it to forget us."""
    session.clear()
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
