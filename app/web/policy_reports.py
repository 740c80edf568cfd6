"""What browsers report of broken content policies: a bounded log line, and nothing kept."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.wrappers import Response

from app.web.paths import told_path

log = structlog.get_logger("guildhall.web")
BODY_BYTES_MAX = 16 * 1024
REPORTS_PER_BODY_MAX = 5
WORD_LENGTH_MAX = 120
PER_PROCESS = parse("30 per minute")
DIRECTIVES = ("effectiveDirective", "effective-directive", "violated-directive")


def take_reports(environ: Mapping[str, Any], host: str) -> Response:
    """Answer the same whatever came; anyone may post here, so little of it is believed."""
    for report in _reports(_body(environ)):
        if _limiter().hit(PER_PROCESS, "reports"):
            log.warning("policy.violated", host=host, **report)
    return Response(status=204)


def _body(environ: Mapping[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > BODY_BYTES_MAX:
        return b""
    return environ["wsgi.input"].read(int(length))


def _reports(body: bytes) -> Iterator[dict[str, str]]:
    """Of both shapes that browsers send; addresses without what may be personal in them."""
    try:
        said = json.loads(body or b"null")
    except (ValueError, RecursionError):
        return
    for each in (said if isinstance(said, list) else [said])[:REPORTS_PER_BODY_MAX]:
        inner = each.get("csp-report", each.get("body")) if isinstance(each, dict) else None
        if isinstance(inner, dict):
            yield {
                "directive": _word(next((inner[d] for d in DIRECTIVES if d in inner), "")),
                "page": _word(_path(inner.get("documentURL", inner.get("document-uri", "")))),
                "blocked": _word(_origin(inner.get("blockedURL", inner.get("blocked-uri", "")))),
            }


def _path(address: object) -> str:
    try:
        return told_path(urlsplit(str(address)).path)
    except ValueError:
        return ""


def _origin(address: object) -> str:
    """The scheme and host of what was blocked, or the keyword that stands for it."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else parts.scheme or parts.path


def _word(text: object) -> str:
    """Short and printable: a report never makes a log line of its own."""
    return "".join(c if c.isprintable() else "?" for c in str(text)[:WORD_LENGTH_MAX])


@cache
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())
