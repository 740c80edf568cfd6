"""Staying signed in: the answer to the notice before an idle end, with or without script."""

from urllib.parse import urlsplit

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.banking.access.rules import SessionEnd
from app.web.account.blueprint import is_local
from app.web.door import work

EXTENSION = "/security/session/extension"  # the notice's form knows no other, on any surface


def stayed(end: SessionEnd | None) -> ResponseReturnValue:
    """How long there is from now on, for a script; back to the page for whoever has none."""
    if request.accept_mimetypes.best != "application/json" or end is None:
        return Response(status=303, headers={"Location": _back()})
    idle, last = int(end.idle.total_seconds()), end.seconds_left(work.wall)[1]
    return jsonify(idle=idle, last=last)


def _back() -> str:
    """The page the button was pressed on, as far as the browser names one of this host."""
    came_from = urlsplit(request.referrer or "")
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if came_from.netloc == request.host and is_local(path) else "/"
