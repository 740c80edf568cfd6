"""Come in by a link that `guildhall operator` printed, and leave again.

Nobody guesses thirty-two random bytes, so tries are not counted; each costs one look at an index.
"""

import structlog
from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from app.storage.operators import end_operator, is_good, note_seen, use_link
from app.storage.session import clock_reading
from app.web.door import moved_to, operator_only, page, public, work
from app.web.operator.standing import drop_operator, keep_operator
from app.web.staying import EXTENSION, stayed

blueprint = Blueprint("entrance", __name__, template_folder="templates")
GONE = 410

log = structlog.get_logger("guildhall.web")


@blueprint.get("/sign-in")
@public
def index() -> ResponseReturnValue:
    if work.login:
        return moved_to("invariants.index")
    return page("entrance/index.html")


@blueprint.get("/sign-in/<token:link>")
@public
def show(link: str) -> ResponseReturnValue:
    """Looking uses nothing up: mail programs and browsers look at links by themselves."""
    with clock_reading() as db:
        leads_in = is_good(db, link, wall=work.wall)
    return page("entrance/show.html", link=link) if leads_in else _gone()


@blueprint.post("/sign-in/<token:link>")
@public
def create_session(link: str) -> ResponseReturnValue:
    with clock_reading() as db:
        token = use_link(db, link, wall=work.wall)
    if token is None:
        return _gone()
    log.info("operator.signed_in", request_id=work.request_id)
    return keep_operator(make_response(moved_to("invariants.index")), token)


@blueprint.post(EXTENSION)
@operator_only
def create_extension() -> ResponseReturnValue:
    """As often as somebody wants, until the session is too old."""
    with clock_reading() as db:
        note_seen(db, work.login.session, wall=work.wall)
    return stayed(work.login.end)


@blueprint.post("/sign-out")
@operator_only
def end() -> ResponseReturnValue:
    with clock_reading() as db:
        end_operator(db, work.login.session, wall=work.wall)
    return drop_operator(make_response(moved_to("entrance.index")))


def _gone() -> ResponseReturnValue:
    return page("entrance/gone.html", status=GONE)
