"""One translation of every refusal into a page that says what happened and what to do next."""

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from app.kernel.errors import DomainError, Forbidden, NotFound, Unavailable
from app.kernel.languages import gettext as _
from app.kernel.languages import marked
from app.web.door import page, work
from app.web.paths import told_path
from app.web.refusals import note
from app.web.supporting import LOOKS_ONLY

log = structlog.get_logger("guildhall.web")
RETRY_SECONDS = "10"
LOCKED = "55P03"
READ_ONLY = "25006"
UNAVAILABLE = Unavailable(
    "unavailable",
    "A part of the system is not answering right now. Nothing was done.",
    next_step="Wait a few seconds and try again; your entries are not lost if you reload.",
)
STALE_FORM = Forbidden(
    "form_expired",
    "This form is too old to be sent, or came from another site. Nothing was done.",
    next_step="Go back, reload the page, and send it again.",
)
TITLES = {
    403: marked("Not allowed"),
    404: marked("Not found"),
    409: marked("Already done"),
    503: marked("One moment"),
}
TITLE = marked("That did not work")
HTTP_WORDS = {
    405: ("This address does not take that request.", "Go back and use the page's own buttons."),
    413: ("That is larger than we accept.", "Send a smaller file or a shorter text."),
}


def add_error_pages(app: Flask) -> None:
    """Register the translations."""
    app.register_error_handler(DomainError, explain)
    app.register_error_handler(CSRFError, lambda _error: explain(STALE_FORM))
    app.register_error_handler(HTTPException, explain_http)
    app.register_error_handler(OperationalError, explain_database)
    app.register_error_handler(PoolTimeoutError, explain_database)
    app.register_error_handler(InternalError, explain_reading)
    app.register_error_handler(Exception, explain_bug)


def explain(error: DomainError) -> ResponseReturnValue:
    """A refusal: its words, its status."""
    note(error)
    response = page(
        "account/explained.html",
        fragment="account/_explained.html",
        status=error.status,
        title=_(TITLES.get(error.status, TITLE)),
        message=_(error.message),
        next_step=_(error.next_step) if error.next_step else "",
        reference="",
    )
    if error.status == Unavailable.status:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def explain_http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses, in our words; redirects pass through."""
    if error.code is None or error.code < 400:  # noqa: PLR2004 -- HTTP's own border
        return error
    if error.code == NotFound.status:
        return explain(NotFound())
    message, next_step = HTTP_WORDS.get(
        error.code, ("The request could not be understood.", "Go back and try again.")
    )
    refusal = DomainError("http_error", message, next_step=next_step)
    refusal.status = error.code
    return explain(refusal)


def explain_database(error: Exception) -> ResponseReturnValue:
    """The database is down, full, or somebody holds a lock for too long."""
    log.warning("database.unavailable", request_id=work.request_id, kind=type(error).__name__)
    try:
        return explain(UNAVAILABLE)
    except (OperationalError, PoolTimeoutError):
        return _plain_unavailable()


def explain_reading(error: InternalError) -> ResponseReturnValue:
    """Something wanted to write where only reading is allowed: a look by support access."""
    if getattr(error.orig, "sqlstate", "") == READ_ONLY and getattr(work, "support", None):
        return explain(LOOKS_ONLY)
    return explain_bug(error)


def explain_bug(error: Exception) -> ResponseReturnValue:
    """A bug stays a bug: 500, logged with an id that the page shows."""
    log.error(
        "request.failed", request_id=work.request_id, path=told_path(request.path), exc_info=error
    )
    return page(
        "account/explained.html",
        fragment="account/_explained.html",
        status=500,
        title=_("Something went wrong on our side"),
        message=_("Nothing was done."),
        next_step=_("Try again. If it happens again, tell support the reference below."),
        reference=work.request_id,
    )


def _plain_unavailable() -> ResponseReturnValue:
    body = render_template(
        "layouts/unavailable.html", message=UNAVAILABLE.message, next_step=UNAVAILABLE.next_step
    )
    return body, 503, {"Retry-After": RETRY_SECONDS}
