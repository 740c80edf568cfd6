"""Staying signed in: what the notice before an idle end asks for, with or without script."""

from urllib.parse import urlsplit

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.banking.access.actions.sign_in import keep_alive
from app.storage.session import partner_work
from app.web.account.blueprint import blueprint, is_local, who
from app.web.door import signed_in, work


@blueprint.post("/security/session/extension")
@signed_in
def create_extension() -> ResponseReturnValue:
    """As often as somebody wants, until the session is too old; its age is changed by nothing."""
    with partner_work(work.host.partner_id) as db:
        keep_alive(db, who().token_hash, wall=work.wall)
    end = who().end
    if request.accept_mimetypes.best != "application/json" or end is None:
        return Response(status=303, headers={"Location": _back()})
    idle, last = int(end.idle.total_seconds()), end.seconds_left(work.wall)[1]
    return jsonify(idle=idle, last=last)


def _back() -> str:
    """The page the button was pressed on, as far as the browser names one of this host."""
    came_from = urlsplit(request.referrer or "")
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if came_from.netloc == request.host and is_local(path) else "/"
