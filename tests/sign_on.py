"""A partner with an identity provider, and browsers that walk to it and back."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.banking.access.queries import UserLine, users
from app.banking.audit.tables import AuditRow
from app.banking.sso.actions.set_up_provider import (
    Found,
    ProviderTerms,
    change_provider,
    set_up_provider,
)
from app.banking.sso.discovery import read_published
from app.banking.sso.peer import fetch_discovery, fetch_keys
from app.banking.sso.queries import providers
from app.kernel.actor import OPERATOR
from app.kernel.ids import IdentityProviderId, shown
from app.outbound.places import Reach
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.web_clients import Visitor
from tests.world import World

ROLES = (("bank-owners", "owner"), ("bank-operators", "operations"))
OFFICERS = (("bank-operators", "bank_operations"),)
LEAVING = re.compile(r'class="button button-primary" href="([^"]+)"')


def terms_for(client_id: str, **changed: Any) -> ProviderTerms:
    usual: dict[str, Any] = {
        "name": "People",
        "client_id": client_id,
        "role_claim": "groups",
        "role_map": ROLES,
        "secret": "hush: a client's secret",
    }
    return ProviderTerms(**{**usual, **changed})


@dataclass
class SignOn:
    """One surface of one partner with one provider."""

    application: Dispatcher
    world: World
    provider: Any
    surface: str
    owner_id: UUID
    id: IdentityProviderId
    terms: ProviderTerms

    @classmethod
    def set_up(
        cls,
        application: Dispatcher,
        world: World,
        provider: Any,
        *,
        surface: str = "console",
        **changed: Any,
    ) -> "SignOn":
        owner_id = world.house_id if surface == "oversight" else world.partner_id
        if surface == "oversight":
            changed.setdefault("role_map", OFFICERS)
        terms = terms_for(provider.client_id, **changed)
        reach = Reach.PUBLIC_AND_LOOPBACK
        document = fetch_discovery(provider.issuer, reach)
        published = read_published(document, provider.issuer)
        found = Found(document, fetch_keys(published, reach))
        with partner_work(owner_id) as db:
            provider_id = set_up_provider(
                db, provider.issuer, terms, found, actor=OPERATOR, now=wall_now()
            )
        return cls(application, world, provider, surface, owner_id, provider_id, terms)

    @classmethod
    def known(cls, application: Dispatcher, world: World, provider: Any) -> "SignOn":
        """The console's provider, set up through its pages."""
        with partner_work(world.partner_id) as db:
            found = providers(db)[0]
        terms = terms_for(provider.client_id)
        return cls(application, world, provider, "console", world.partner_id, found.id, terms)

    def change(self, **changed: Any) -> None:
        """Other terms, by the owner's own action; the secret stays as it is."""
        self.terms = terms_for(self.provider.client_id, **{"secret": None, **changed})
        with partner_work(self.owner_id) as db:
            change_provider(db, self.id, self.terms, actor=OPERATOR, now=wall_now())

    def visitor(self) -> Visitor:
        return Visitor(self.application, self.world.hosts[self.surface])

    @property
    def path(self) -> str:
        return f"/sign-in/provider/{shown('identity_provider', self.id)}"

    def sets_out(self, visitor: Visitor, path: str = "", **values: Any) -> dict[str, str]:
        """Press the button: what the browser is sent to the provider with."""
        address = self.address(visitor, path, **values)
        asked = parse_qs(urlsplit(address).query)
        return {name: values[0] for name, values in asked.items()}

    def address(self, visitor: Visitor, path: str = "", **values: Any) -> str:
        """Where the browser is sent, whole."""
        form_at = values.pop("form_at", "/sign-in")
        answer = visitor.post(path or self.path, values, form_at=form_at)
        assert answer.status_code == 200, answer.text
        found = LEAVING.search(answer.text)
        assert found
        address = unescape(found[1])
        assert answer.headers["Refresh"] == f"0; url={address}"
        return address

    def comes_back(
        self, visitor: Visitor, walk: dict[str, str] | None = None, **changed: Any
    ) -> TestResponse:
        """The provider sends the browser back, having signed its subject in."""
        walk = walk or self.sets_out(visitor)
        brought = {
            "code": self.provider.code_for(walk["nonce"]),
            "state": walk["state"],
            **changed,
        }
        given = {name: value for name, value in brought.items() if value is not None}
        return visitor.get(f"{self.path}/answer?{urlencode(given, doseq=True)}")

    def people(self) -> list[UserLine]:
        with partner_work(self.owner_id) as db:
            return users(db)

    def records(self, action: str) -> list[AuditRow]:
        with partner_work(self.owner_id) as db:
            rows = select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.id)
            return list(db.scalars(rows))

    def is_inside(self, visitor: Visitor) -> bool:
        return visitor.get("/security").status_code == 200


def is_refused(sign_on: SignOn, visitor: Visitor, answer: Any, name: str) -> None:
    """No session, no login, one more record, and a page that says what to do."""
    assert answer.status_code in (403, 409, 422, 502), name
    assert "Not signed in" in answer.text, name
    assert "Back to the sign-in page" in answer.text, name
    assert not sign_on.is_inside(visitor), name
    assert sign_on.records("session.started") == [], name
