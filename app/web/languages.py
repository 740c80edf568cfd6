"""Which language a request is answered in; only customers' pages speak more than one."""

from flask import Response, request

from app.kernel.languages import ENGLISH, LANGUAGES, chosen
from app.web.work import Work

COOKIE = "__Host-language"
KEPT_DAYS = 400  # as long as browsers keep any cookie
SURFACE = "portal"
SPEAKING = ("text/html", "application/manifest+json", "application/pdf")


def language_of(work: Work) -> str:
    """What the person chose, else what this browser chose, else what the browser asks for."""
    if work.host.surface != SURFACE:
        return ENGLISH
    own = work.login.language if work.login else None
    return chosen(own or "") or chosen(request.cookies.get(COOKIE, "")) or _asked_by_browser()


def _asked_by_browser() -> str:
    """The first language it names that we speak, of whichever country."""
    ours = {language.partition("-")[0]: language for language in LANGUAGES}
    asked = (tag.partition("-")[0].lower() for tag, _quality in request.accept_languages)
    return next((ours[each] for each in asked if each in ours), ENGLISH)


def vary_by_language(work: Work, response: Response) -> None:
    """Say to whoever keeps answers what this one depends on; files are the same in any language."""
    if work.host.surface == SURFACE and response.mimetype in SPEAKING:
        response.vary.update(("Accept-Language", "Cookie"))


def keep_choice(response: Response, language: str) -> Response:
    """For this browser, also while nobody is signed in."""
    response.set_cookie(
        COOKIE,
        language,
        max_age=KEPT_DAYS * 24 * 60 * 60,
        secure=True,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response
