"""Plays a portal page for a look that nobody else sees: the portal's own app, without a database.

The page is rendered by the portal in a request that nobody made, for a person who does not exist.
What it links to stays inside the preview; it runs no script, sends no form, and is shut in.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, render_template, request

from app.kernel.ids import CustomerId
from app.web.brand import brand_of
from app.web.brand_pages import samples
from app.web.brand_pages.scenes import ELSEWHERE, PATHS, SCENES, Scene
from app.web.headers import NONCE
from tenants.resolve import Bank, Host, Partner
from themes.document import BrandDocument

PORTAL = "guildhall.portal"
LINK = re.compile(r'(<a\b[^>]*?\bhref=")(/[^"]*)"')


@dataclass
class Rehearsal:
    """Stands for `Work` while a page is played: nothing is read, nothing is written."""

    host: Host
    partner: Partner
    look: BrandDocument
    login: Any
    wall: datetime = samples.MOMENT
    now: datetime = samples.MOMENT
    support: None = None
    on_behalf_of: None = None
    request_id: str = ""
    customer_id: UUID | None = field(default=CustomerId(samples.NOBODY))

    @property
    def bank(self) -> Bank:
        return self.partner.bank

    def may(self, permission: str) -> bool:
        return self.login is not None and permission == "portal.use"

    def finish(self, *, is_good: bool) -> None:
        """There is nothing to keep."""


def somebody() -> SimpleNamespace:
    """Signed in with everything in order, so that no page asks for more."""
    return SimpleNamespace(
        name=samples.NAME,
        email=samples.EMAIL,
        role="customer",
        kind="customer",
        customer_id=CustomerId(samples.NOBODY),
        is_verified=True,
        end=None,
        is_email_verified=True,
        has_second_factor=True,
        is_led_to_second_factor=lambda _wall: False,
        is_fresh=lambda _wall: True,
    )


def play(name: str, partner: Partner, look: BrandDocument, *, at: str, scheme: str) -> str:
    """The page's HTML in a look; `at` is the address below which the preview is served."""
    portal: Flask = current_app.extensions[PORTAL]
    scene = SCENES[name]
    host = Host(request.host, "portal", partner.bank.id, partner.id)
    overrides = {"guildhall.host": host, "guildhall.request_id": "", NONCE: ""}
    with portal.test_request_context("/", environ_overrides=overrides):
        login = somebody() if scene.is_inside else None
        g.work = Rehearsal(host, partner, look, login)
        html = render_template(scene.template, **_context(scene, partner, look, at, scheme))
    return LINK.sub(lambda found: f'{found[1]}{_inside(found[2], at, scheme)}"', html)


def _context(
    scene: Scene, partner: Partner, look: BrandDocument, at: str, scheme: str
) -> dict[str, Any]:
    return {
        **scene.facts(),
        "brand": brand_of(partner, "portal", look, at=f"{at}/theme"),
        "active": scene.active,
        "scheme": scheme,
        "is_preview": True,
    }


def _inside(href: str, at: str, scheme: str) -> str:
    name = PATHS.get(href.partition("?")[0].rstrip("/") or "/", ELSEWHERE)
    return f"{at}/pages/{name}?scheme={scheme}"
