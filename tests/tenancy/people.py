"""Who attacks: each role of each surface, a customer, a visitor, the operator."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg
import redis
from werkzeug.test import TestResponse

from app.banking.access.matrix import ROLES
from app.storage.clock import wall_now
from app.storage.operators import make_link
from app.storage.session import clock_reading
from app.web.dispatch import Dispatcher
from tests.authenticator import SoftKey
from tests.customer_verbs import Person
from tests.list_verbs import keeps_lists
from tests.tenancy.cast import Cast
from tests.tenancy.marks import Facts, facts_of, state_of
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

VISITOR = "visitor"
SURFACE_OF_KIND = {"user": "console", "officer": "oversight", "customer": "portal"}
KEEPING = ("console", "oversight")
INSIDE = {"portal": "customer", "console": "owner", "oversight": "oversight_officer"}
STRANGERS = {
    "another bank's": "tally",
    "a suspended partner's": "sable",
    "another partner's": "juniper",
}
COOKIES = ("__Host-login", "__Host-session", "__Host-operator")


@dataclass
class Attacker:
    """A browser of somebody at home; its cookies are put back before each probe."""

    surface: str
    role: str
    visitor: Visitor
    foreign: Facts
    """What no answer may ever show to this person."""
    strange: Facts
    """Of it, what is not even of this partner or bank."""
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    address: str = "127.0.0.1"

    @property
    def name(self) -> str:
        return f"{self.role} of {self.surface}"

    def remember(self) -> None:
        """Keep the cookies, and the token for forms, of this very session."""
        self.token = self.visitor.token_of("/components")
        for name in COOKIES:
            if cookie := self.visitor.client.get_cookie(name, self.visitor.host):
                self.cookies[name] = cookie.value

    def restore(self) -> None:
        for name in COOKIES:
            self.visitor.client.delete_cookie(name, domain=self.visitor.host)
            if value := self.cookies.get(name):
                self.set_cookie(name, value)

    def set_cookie(self, name: str, value: str) -> None:
        self.visitor.client.set_cookie(name, value, domain=self.visitor.host, secure=True)

    def is_inside(self) -> bool:
        self.restore()
        answer: TestResponse = self.visitor.get("/security" if self.surface != "operator" else "/")
        return answer.status_code == 200


def roles_of(surface: str) -> list[str]:
    """Every role that can be on a surface; a visitor can be on all."""
    if surface == "operator":
        return [VISITOR, "operator"]
    own = [role for role, known in ROLES.items() if SURFACE_OF_KIND[known.kind] == surface]
    return [VISITOR, *own]


ADDRESSES = count()


@dataclass
class FromHere:
    """The application as a browser on this machine reaches it: requests have an address."""

    application: Dispatcher
    address: str = "127.0.0.1"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ.setdefault("REMOTE_ADDR", self.address)
        return self.application(environ, start_response)


@dataclass
class Stage:
    """The cast, the application, and a look at every row behind their backs."""

    application: Dispatcher
    cast: Cast
    admin: psycopg.Connection
    operator_host: str
    _facts: dict[str, Facts] = field(default_factory=dict)
    _tokens: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def _here(self) -> Any:
        """Each from an address of its own: an attack signs in more often than one may."""
        number = next(ADDRESSES)
        return FromHere(self.application, f"127.0.{number // 250}.{number % 250 + 1}")

    def enters(self, surface: str, role: str) -> Attacker:
        """Sign somebody in at home."""
        visitor = self._signed_in(surface, role)
        if role == INSIDE.get(surface):
            adds_passkey(visitor)
            if surface in KEEPING:
                world = self.cast.home
                owner = world.partner_id if surface == "console" else world.house_id
                keeps_lists(world, owner, "My own", email=visitor.email)
        foreign = self.foreign(surface)
        strange = self.foreign("console") if surface == "portal" else foreign
        attacker = Attacker(surface, role, visitor, foreign, strange)
        attacker.remember()
        return attacker

    def tokens(self, surface: str) -> dict[str, list[str]]:
        """Sessions that are good on the hosts of strangers."""
        if surface == "operator":
            return {}
        if surface not in self._tokens:
            self._tokens[surface] = {
                whose: [self._token(surface, self.cast.others[name])]
                for whose, name in STRANGERS.items()
            }
            if surface == "portal":  # so that there is a session of another customer to name
                self._token(surface, self.cast.home, self.cast.home.grace)
        return self._tokens[surface]

    def _token(self, surface: str, world: World, person: Person | None = None) -> str:
        if surface == "portal":
            visitor = sign_in_customer(self._here, world, person or world.ada)
        else:
            role = "owner" if surface == "console" else "oversight_officer"
            visitor = sign_in_staff(self._here, world, role)
        adds_passkey(visitor)
        cookie = visitor.client.get_cookie("__Host-login", visitor.host)
        assert cookie
        return cookie.value

    def state(self) -> dict[str, str]:
        return state_of(self.admin, self.cast.strangers)

    def changed_since(self, before: dict[str, str]) -> list[str]:
        return [table for table, digest in self.state().items() if before[table] != digest]

    def denied(self) -> int:
        """How many denied attempts home's own audit holds."""
        found = self.admin.execute(
            "select count(*) from audit_record where action = 'access.denied' "
            "and partner_id = any(%s)",
            [[self.cast.home.partner_id, self.cast.home.house_id]],
        ).fetchone()
        return int(found[0]) if found else 0

    def calm(self) -> None:
        """Nobody at home has tried anything too often; what others count is left alone."""
        store = redis.Redis.from_url(self.cast.home.config.redis_url)
        for owner in (self.cast.home.partner_id, self.cast.home.house_id):
            if keys := list(store.scan_iter(f"*{owner}*")):
                store.delete(*keys)

    def foreign(self, surface: str) -> Facts:
        if surface not in self._facts:
            self._facts[surface] = self._foreign(surface)
        return self._facts[surface]

    def _signed_in(self, surface: str, role: str) -> Visitor:
        home = self.cast.home
        if surface == "operator":
            visitor = Visitor(self._here, self.operator_host)
            if role != VISITOR:
                with clock_reading() as db:
                    link = make_link(db, wall=wall_now())
                visitor.post(f"/sign-in/{link}")
            return visitor
        if role == VISITOR:
            return Visitor(self._here, home.hosts[surface])
        if role == "customer":
            return sign_in_customer(self._here, home, home.ada)
        return sign_in_staff(self._here, home, role)

    def _foreign(self, surface: str) -> Facts:
        home, others = self.cast.home, self.cast.others
        strangers = facts_of(self.admin, self.cast.strangers)
        own = facts_of(self.admin, [home.partner_id, home.bank_id])
        match surface:
            case "portal":
                ada, grace = (
                    facts_of(self.admin, [home.partner_id], customer=person.customer_id)
                    for person in (home.ada, home.grace)
                )
                return (strangers - own) | (grace - ada)
            case "oversight":
                ours = [home.partner_id, home.house_id, home.bank_id]
                juniper = others["juniper"].partner_id
                rest = [each for each in self.cast.strangers if each != juniper]
                return facts_of(self.admin, rest) - facts_of(self.admin, [*ours, juniper])
            case "operator":
                everyone = [home.partner_id, *self.cast.strangers]
                return frozenset(
                    each for each in facts_of(self.admin, everyone) if "-customer-" in each
                )
            case _:
                return strangers - own


def adds_passkey(visitor: Visitor) -> None:
    """A passkey made on the security page."""
    options = visitor.post(
        "/security/new-passkey-challenge", form_at="/security/passkeys"
    ).get_json()
    if options is None:  # the team's own settings may leave no room for one
        return
    values = {"answer": SoftKey(f"https://{visitor.host}").makes(options), "name": "Laptop"}
    answer = visitor.post("/security/passkeys", values)
    assert answer.status_code == 303, answer.text
