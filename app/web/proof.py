"""A fresh proof before what cannot be taken back: `@needs_proof`, beside `@allow`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.kernel.errors import Forbidden
from app.kernel.languages import gettext as _
from app.web.door import moved_to, work
from app.web.unfinished import forget_resumed, keep_unfinished

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def needs_proof(view: View) -> View:
    """Whoever proved long ago who they are does it again first, and comes back.

    A page comes back as it was, a change with what was typed; where that cannot be kept, the page
    that its form stands on, which says so.
    """

    @wraps(view)
    def proved(*args: Any, **values: Any) -> ResponseReturnValue:
        if is_proved():
            forget_resumed()
            return view(*args, **values)
        back = way_back()
        if request.method == "GET":
            return to_proof(back)
        if keep_unfinished(back):
            return to_proof(url_for("account.unfinished"))
        flash(_("It was not done yet: we asked for a fresh proof first. Please do it again."))
        return to_proof(back)

    return cast("View", proved)


def is_proved() -> bool:
    """Whether the last strong proof of the one who asks is recent enough."""
    if work.login is None or not work.login.is_verified:
        raise Forbidden("not_allowed", "Sign in first.")
    return work.login.is_fresh(work.wall)


def to_proof(back: str) -> ResponseReturnValue:
    return moved_to("account.proof", next=back)


def way_back() -> str:
    """The address itself when it can be read, else the nearest one above it that can."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    path = request.path
    while adapter is not None and path not in ("", "/"):
        try:
            adapter.match(path, method="GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"
