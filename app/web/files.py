"""Files every surface has: sheets, scripts, faces, marks; named by content and kept for ever.

Sheets and scripts are sent packed to browsers that can unpack them. Pages of people never are: the
length of a packed page that mixes a secret with what somebody else wrote tells of the secret.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, g, request, send_from_directory
from werkzeug.security import safe_join

from app.kernel.errors import NotFound
from app.kernel.ids import PartnerId
from app.storage.session import partner_work
from app.web.assets import STATIC
from app.web.brand import mark, stylesheet
from app.web.door import public, work
from app.web.first_paint import whole_sheet
from app.web.preloading import RULES_PATH, TYPE, rules
from app.web.work import Work
from themes.assets import FORMS, picture_of
from themes.tokens import Theme

FOREVER = "public, max-age=31536000, immutable"
MARK_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
# Whoever opens a drawing by itself opens nothing that runs or calls.
PICTURE_POLICY = "sandbox; default-src 'none'; style-src 'none'"
KEPT = 64
HARDEST = 9


def add_files(app: Flask) -> None:
    """Their routes; none of them asks who is there."""
    routes = {
        "/static/<path:name>": static,
        "/sheet/<digest:digest>.css": sheet,
        "/theme/<digest:digest>.css": theme,
        "/theme/<digest:digest>.svg": theme_mark,
        RULES_PATH: preload_rules,
        "/health": health,
    }
    for path, view in routes.items():
        app.get(path)(public(view))
    for form in FORMS:
        at = f"/theme/pictures/<digest:digest>.{form}"
        app.get(at, defaults={"form": form})(public(theme_picture))
    for view in (*routes.values(), theme_picture):
        view.is_anonymous = True  # type: ignore[attr-defined]


def static(name: str) -> Response:
    """The address carries the content's version, so it may be kept for ever."""
    if "v" not in request.args:
        response = send_from_directory(STATIC, name)
        response.headers["Cache-Control"] = "no-cache"
    elif name.endswith(".js") and (script := _script(name)):
        response = packed(script, "text/javascript")
    else:
        response = send_from_directory(STATIC, name)
        response.headers["Cache-Control"] = FOREVER
    return response


def sheet(digest: str) -> Response:
    own, text = whole_sheet()
    if digest != own:
        raise NotFound
    return packed(text, "text/css")


def theme(digest: str) -> Response:
    """The host's own theme and no other's, whatever the address says."""
    return _kept_for_ever(_own(stylesheet, digest), "text/css")


def theme_mark(digest: str) -> Response:
    response = _kept_for_ever(_own(mark, digest), "image/svg+xml")
    response.headers["Content-Security-Policy"] = MARK_POLICY
    return response


def theme_picture(digest: str, form: str) -> Response:
    """A picture of the host's own brand; another's is as if it never was."""
    if not isinstance(g.work, Work):
        raise NotFound  # the operator's host is nobody's brand
    return picture_response(work.host.partner_id, digest, form)


def picture_response(partner_id: PartnerId, digest: str, form: str) -> Response:
    """The partner's picture, shut in; raises NotFound."""
    with partner_work(partner_id) as db:
        picture = picture_of(db, partner_id, digest)
    if picture is None or picture.media_type != FORMS[form]:
        raise NotFound
    headers = {"Content-Security-Policy": PICTURE_POLICY, "Cache-Control": FOREVER}
    if form == "png":  # a letter shows it within whatever page its reader's mail is
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return Response(picture.content, mimetype=picture.media_type, headers=headers)


def preload_rules() -> Response:
    return _kept_for_ever(rules(), TYPE)


def health() -> Response:
    return Response("ok\n", mimetype="text/plain")


def packed(content: bytes, mimetype: str) -> Response:
    """An answer to keep for ever by its address, packed when the browser says it can unpack."""
    is_able = bool(request.accept_encodings["gzip"])
    response = Response(_gzip(content) if is_able else content, mimetype=mimetype)
    if is_able:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept-Encoding")
    return response


@lru_cache(maxsize=KEPT)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, HARDEST, mtime=0)


def _script(name: str) -> bytes:
    path = safe_join(str(STATIC), name)
    return Path(path).read_bytes() if path and Path(path).is_file() else b""


def _own(draw: Callable[[Theme], tuple[str, str]], digest: str) -> str:
    """What the host shows now, or showed before: a page may be older than its stylesheet."""
    own, text = draw(work.look.theme)
    if digest == own:
        return text
    earlier = dict(draw(look.theme) for look in work.looks_before())
    if digest not in earlier:
        raise NotFound
    return earlier[digest]


def _kept_for_ever(text: str, mimetype: str) -> Response:
    return Response(text, mimetype=mimetype, headers={"Cache-Control": FOREVER})
