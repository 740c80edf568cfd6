"""What the door refused is remembered in a transaction of its own: the request's rolls back.

Bounded, so that a flood cannot fill the disk: of one person, or one visitor's address, so many are
written in a while, and of all of a partner's so many; what comes after is only counted.
"""

from typing import Any, cast
from uuid import UUID

from flask import Response, current_app, g, request

from app.banking.audit.actions.record import record
from app.kernel.errors import DomainError, NotFound
from app.kernel.ids import PREFIXES
from app.storage.session import partner_work
from app.web.paths import told_path
from app.web.throttle import count
from app.web.work import Work

READING = ("GET", "HEAD", "OPTIONS")
REFUSED_FROM, BROKEN_FROM = 400, 500
WHILE_SECONDS = 600
OF_ONE_MAX = 100
OF_ALL_MAX = 1_000
PATH_LENGTH_MAX = 300


def note(refusal: DomainError) -> None:
    """The request met this refusal; whether it is written down is decided at its end."""
    g.refusal = refusal


def remember(action: str, *, subject: tuple[str, UUID | None], **details: Any) -> None:
    """Write a refusal down, or count it; once a request."""
    work = _work()
    if work is None or g.get("is_refusal_kept"):
        return
    g.is_refusal_kept = True
    seen = _seen(work)
    if seen is None:
        _write(work, action, subject, details)
    elif _is_told(seen):
        _write(work, "refusals.counted", ("page", None), {"seen": seen, "last": action})


def keep_refusal(response: Response) -> None:
    """At the end of a request: a refused change, or an id that is nothing here, is remembered."""
    refusal: DomainError | None = g.get("refusal")
    if refusal is None or not REFUSED_FROM <= response.status_code < BROKEN_FROM:
        return
    about = _about()
    if isinstance(refusal, NotFound):
        if about[1] is not None:
            remember("object.missed", subject=about, method=request.method, route=_route())
    elif request.method not in READING:
        remember(
            "request.refused",
            subject=about,
            code=refusal.code,
            status=response.status_code,
            method=request.method,
            route=_route(),
        )


def path() -> str:
    """The path as it may be kept."""
    return told_path(request.path)[:PATH_LENGTH_MAX]


def _work() -> Work | None:
    """A partner's own door; the operator's host has no partner to tell."""
    return g.work if "work" in g and isinstance(g.work, Work) else None


def _about() -> tuple[str, UUID | None]:
    """The thing that the address names last."""
    for name, value in reversed((request.view_args or {}).items()):
        kind = name.removesuffix("_id")
        if isinstance(value, UUID) and kind in PREFIXES:
            return kind, value
    return "page", None


def _route() -> str:
    return request.endpoint or ""


def _seen(work: Work) -> int | None:
    """How many there were when that is too many; None while each is written."""
    redis_url = current_app.config["GUILDHALL"].redis_url
    who = str(work.login.login_id) if work.login else f"at {request.remote_addr}"
    partner = str(work.host.partner_id)
    of_one = count(redis_url, f"refused {partner} {who}", WHILE_SECONDS)
    of_all = count(redis_url, f"refused {partner}", WHILE_SECONDS)
    if of_one <= OF_ONE_MAX and of_all <= OF_ALL_MAX:
        return None
    return of_one if of_one > OF_ONE_MAX else of_all


def _is_told(seen: int) -> bool:
    """The first that is only counted, then every hundredth, thousandth, …: powers of ten."""
    return seen in (OF_ONE_MAX + 1, OF_ALL_MAX + 1) or str(seen).strip("0") == "1"


def _write(
    work: Work, action: str, subject: tuple[str, UUID | None], details: dict[str, Any]
) -> None:
    with partner_work(work.host.partner_id) as db:
        record(
            db,
            work.actor,
            action,
            subject=subject,
            now=work.wall,
            customer_id=cast("UUID | None", work.customer_id),
            **details,
        )
