"""Which identity providers a sign-in page offers, and which vouch for somebody already."""

from collections.abc import Callable
from typing import Any

from flask import g

from app.banking.sso.queries import Connected, Offered, connected, offered
from app.storage.session import partner_work
from app.web.door import work

SURFACES = ("console", "oversight")


def providers_in_use() -> list[Offered]:
    """Read once a request, where a page asks; customers have none."""
    if work.host.surface not in SURFACES:
        return []
    if "providers_in_use" not in g:
        with partner_work(work.host.partner_id) as db:
            g.providers_in_use = offered(db)
    return g.providers_in_use  # type: ignore[no-any-return]


def is_provider_forced() -> bool:
    return any(each.is_forced for each in providers_in_use())


def connected_providers() -> list[Connected]:
    """Those that vouch for whoever is signed in."""
    if work.login is None or work.host.surface not in SURFACES:
        return []
    with partner_work(work.host.partner_id) as db:
        return connected(db, work.login.login_id)


def provers() -> list[Offered]:
    """The providers at which whoever is signed in can prove themselves once more."""
    own = {each.provider_id for each in connected_providers()}
    return [each for each in providers_in_use() if each.id in own]


WAYS_IN: dict[str, Callable[[], Any]] = {
    view.__name__: view
    for view in (providers_in_use, is_provider_forced, connected_providers, provers)
}
"""What every template may ask, and only those of sign-in and security do."""
