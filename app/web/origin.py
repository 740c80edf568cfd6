"""Where a request comes from, by the browser's own word: other sites may link here, no more.

Beside the form's token, not instead of it: browsers of some age send neither header.
"""

from urllib.parse import urlsplit

from flask import request

from app.kernel.errors import Forbidden

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"same-origin", "none"})
FRAMED = frozenset({"object", "embed", "iframe", "frame"})


def refuse_foreign() -> None:
    """Raise Forbidden for what another site sends: changes, and anything but following a link."""
    is_own = request.headers.get("Sec-Fetch-Site", "none") in OWN
    is_safe = request.method in SAFE
    if (is_own or (is_safe and _is_link())) and (is_safe or not _is_foreign_origin()):
        return
    raise Forbidden(
        "foreign_request",
        "This request came from another site. Nothing was done.",
        next_step="Open the page here, and try again.",
    )


def _is_link() -> bool:
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return navigates and request.headers.get("Sec-Fetch-Dest", "document") not in FRAMED


def _is_foreign_origin() -> bool:
    """Names are compared without ports: a proxy in front may have another one."""
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        name = urlsplit(origin).hostname
    except ValueError:
        return True
    own = request.host.rpartition(":")[0] or request.host
    return name != own.lower()
