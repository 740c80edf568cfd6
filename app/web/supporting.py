"""A support session: somebody of the installation looks at a console as one of its roles.

It has a cookie of its own, opens only transactions that cannot write, and is over by the clock, by
the one who looks, or by the partner.
"""

from datetime import timedelta

from flask import Response, request, session

from app.banking.access.matrix import ROLES
from app.banking.access.queries import SignedIn
from app.banking.team.support import count_page, find_support, stand_in
from app.kernel.actor import OnBehalf
from app.kernel.errors import Forbidden
from app.storage.session import partner_work
from app.web.refusals import READING, path, remember
from app.web.work import Work

COOKIE = "__Host-support"
TOKEN_LENGTH_MAX = 100
ONE_MINUTE = timedelta(minutes=1)
GOOD_BELOW = 400
LOOKS_ONLY = Forbidden(
    "support_looks_only",
    "Support access looks at this console and changes nothing in it. Nothing was done.",
    next_step="Ask somebody of the team to do it, or go back to what you were looking at.",
)


def supporter(work: Work) -> SignedIn | None:
    """Whoever looks in by the support cookie, as if of the role they look as."""
    token = request.cookies.get(COOKIE, "")
    if work.host.surface != "console" or not token or len(token) > TOKEN_LENGTH_MAX:
        return None
    with partner_work(work.host.partner_id) as db:
        access = find_support(db, token, wall=work.wall)
    if access is None:
        return None
    work.support = access
    work.on_behalf_of = OnBehalf(None, f"{ROLES[access.role].label} (support access)")
    return stand_in(access)


def refuse_beyond_looking(*, is_own_end: bool, is_about_login: bool) -> None:
    """Raises Forbidden for a change, whatever the role, and for pages about one's own login."""
    if is_own_end or (request.method in READING and not is_about_login):
        return
    remember(
        "access.denied",
        subject=("page", None),
        permission="support",
        path=path(),
        method=request.method,
    )
    raise LOOKS_ONLY


def count_seen(work: Work, response: Response) -> None:
    """A page was shown: the partner is told how many."""
    is_page = response.mimetype == "text/html" or "Content-Disposition" in response.headers
    if work.support is None or request.method != "GET" or not is_page:
        return
    if response.status_code < GOOD_BELOW:
        with partner_work(work.host.partner_id) as db:
            count_page(db, work.support.id)


def minutes_left(work: Work) -> int:
    """Whole minutes, the one that runs included."""
    if work.support is None:
        return 0
    return -(-(work.support.until - work.wall) // ONE_MINUTE)


def keep_support(response: Response, token: str) -> Response:
    session.clear()
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def drop_support(response: Response) -> Response:
    session.clear()
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
