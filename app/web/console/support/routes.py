"""Come in by a support link, to look for half an hour as one role; and leave before that.

Nobody guesses thirty-two random bytes, so tries are not counted; each costs one look at an index.
"""

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue

from app.banking.team.actions.end_support import end_support
from app.banking.team.actions.enter_support import enter_support
from app.banking.team.support import is_good_link
from app.kernel.actor import Actor
from app.kernel.errors import Refused
from app.storage.session import partner_work
from app.web.door import moved_to, page, public, support_only, work
from app.web.supporting import drop_support, keep_support

blueprint = Blueprint(
    "support", __name__, url_prefix="/support-access", template_folder="templates"
)
GONE = 410


@blueprint.get("/<token:link>")
@public
def show(link: str) -> ResponseReturnValue:
    """Looking uses nothing up: programs look at links by themselves."""
    with partner_work(work.host.partner_id) as db:
        leads_in = is_good_link(db, link, wall=work.wall)
    return page("support/show.html", link=link) if leads_in else _gone()


@blueprint.post("/<token:link>")
@public
def create_session(link: str) -> ResponseReturnValue:
    with partner_work(work.host.partner_id) as db:
        token = enter_support(db, link, actor=_operator(), wall=work.wall)
    if token is None:
        return _gone()
    return keep_support(make_response(moved_to("home.index")), token)


@blueprint.post("/end")
@support_only
def end() -> ResponseReturnValue:
    if work.support is not None:
        try:
            with partner_work(work.host.partner_id) as db:
                end_support(db, support_id=work.support.id, actor=work.actor, wall=work.wall)
        except Refused:
            pass  # it was over already: all that is left is the cookie
    return drop_support(make_response(Response(page("support/over.html").data)))


def _operator() -> Actor:
    """Whoever holds the link came from the operator's own pages."""
    return Actor(
        "operator",
        None,
        "Operator",
        work.request_id,
        door=work.host.surface,
        address_class=work.address_class,
    )


def _gone() -> ResponseReturnValue:
    return page("support/gone.html", status=GONE)
