"""Where a request really comes from, and whether a team lets its people in from there."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request

from app.banking.team.queries import AllowedNetwork
from app.banking.team.rules import is_within
from app.kernel.errors import Forbidden
from app.web.refusals import path, remember

FORWARDED = "HTTP_X_FORWARDED_FOR"


def client_address(environ: Mapping[str, Any], *, trusted_proxies: int) -> str:
    """The connection's own address, or the one that our outermost proxy heard.

    Each proxy adds whom it heard at the end; what stands further left is a stranger's word. With
    fewer entries than proxies somebody came round them, and the connection's address counts.
    """
    connection = str(environ.get("REMOTE_ADDR", ""))
    told = [part.strip() for part in str(environ.get(FORWARDED, "")).split(",") if part.strip()]
    if not trusted_proxies or len(told) < trusted_proxies:
        return connection
    return _without_port(told[-trusted_proxies])


def own_address() -> str:
    """The address of the one who asks."""
    return request.remote_addr or ""


def refuse_elsewhere(allowed: Sequence[AllowedNetwork]) -> None:
    """Raises Forbidden("elsewhere") for staff who are at no address of their team's list."""
    networks = [each.network for each in allowed]
    if not networks or is_within(own_address(), networks):
        return
    remember("address.refused", subject=("page", None), path=path())
    raise Forbidden(
        "elsewhere",
        "Your team works from certain networks only, and you are not on one of them.",
        next_step="Connect to your company's network, or ask an owner of your team to add yours.",
    )


def _without_port(text: str) -> str:
    """Some proxies write `203.0.113.7:5123` or `[2001:db8::1]:5123`."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
