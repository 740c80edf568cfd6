"""The unit of work of a request: who asks, when, and the transactions it opened."""

from datetime import datetime
from functools import cached_property
from uuid import UUID

from flask import Request
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.banking.access.matrix import may
from app.banking.access.persons import person_key
from app.banking.access.queries import SignedIn
from app.banking.team.support import SupportAccess
from app.kernel.actor import Actor, ActorKind, OnBehalf
from app.kernel.failpoints import failpoint
from app.storage.clock import business_now, wall_now
from app.storage.scope import Scope
from app.storage.session import partner_work, session_for
from tenants.resolve import Bank, Host, Partner, partner_of
from themes.document import BrandDocument
from themes.resolve import brand_named, brands_shown_before, kept_brand

ONLY_READING = text("set transaction read only")
ACTOR_KINDS: dict[str, ActorKind] = {
    "user": "user",
    "officer": "officer",
    "customer": "customer",
}


class Work:
    """One request, one partner; every session it opens commits or rolls back together."""

    sign_in_endpoint = "account.sign_in"

    def __init__(self, host: Host, request_id: str, address_class: str = "") -> None:
        self.host = host
        self.request_id = request_id
        self.address_class = address_class
        self.on_behalf_of: OnBehalf | None = None
        self.support: SupportAccess | None = None
        self.login: SignedIn | None = None
        self.wall: datetime = wall_now()
        self._sessions: dict[tuple[str, Scope], Session] = {}

    @cached_property
    def partner(self) -> Partner:
        """The partner of the host; on an oversight host, the bank's house partner."""
        with partner_work(self.host.partner_id) as db:
            return partner_of(db, self.host.partner_id)

    @property
    def bank(self) -> Bank:
        return self.partner.bank

    @cached_property
    def look(self) -> BrandDocument:
        """How the host looks: read with the partner, so a new version is seen at once."""
        partner = self.partner
        if found := kept_brand(partner.id, partner.theme):
            return found
        with partner_work(partner.id) as db:
            return brand_named(db, partner.id, partner.theme)

    def looks_before(self) -> list[BrandDocument]:
        """What this host looked like before."""
        with partner_work(self.host.partner_id) as db:
            return brands_shown_before(db, self.host.partner_id)

    def may(self, permission: str) -> bool:
        """Whether the one who is signed in holds a permission of the matrix."""
        return self.login is not None and may(self.login.role, permission)

    @property
    def customer_id(self) -> UUID | None:
        return self.login.customer_id if self.login else None

    @property
    def actor(self) -> Actor:
        """Who acts, for whom, through which door: what every audit record names."""
        who = self.login
        return Actor(
            kind=self._actor_kind,
            id=who.login_id if who else None,
            label=who.name if who else "Visitor",
            request_id=self.request_id,
            door=self.host.surface,
            address_class=self.address_class,
            on_behalf_of=self.on_behalf_of,
            role=who.role if who else "",
            person=person_key(who.email) if who else "",
            session=str(who.session_id) if who else "",
        )

    @property
    def _actor_kind(self) -> ActorKind:
        if self.support is not None:
            return "operator"
        return ACTOR_KINDS[self.login.kind] if self.login else "customer"

    @cached_property
    def now(self) -> datetime:
        """Business time, read once; of a signed-in person it came along with the session."""
        if self.login and self.login.clock_ahead is not None:
            return self.wall + self.login.clock_ahead
        return business_now(self.db)

    @property
    def db(self) -> Session:
        """The surface's own session: see the table of roles."""
        match self.host.surface:
            case "console":
                return self._open("app", Scope(partner_id=self.host.partner_id))
            case "oversight":
                return self._open("bank", Scope(bank_id=self.host.bank_id))
            case _ if self.customer_id:
                return self.for_customer(self.customer_id)
            case _:
                return self._open("portal", Scope(partner_id=self.host.partner_id))

    def for_customer(self, customer_id: UUID) -> Session:
        """The portal's own database role, narrowed to one customer."""
        scope = Scope(partner_id=self.host.partner_id, customer_id=customer_id)
        return self._open("portal", scope)

    def enrolment(self) -> Session:
        """Logins are the app role's: a new customer's is made beside the application."""
        return self._open("app", Scope(partner_id=self.host.partner_id))

    @property
    def staff(self) -> Session:
        """The people of a console, or of a bank: logins are the app role's, and the host's own."""
        return self._open("app", Scope(partner_id=self.host.partner_id))

    def reading(self, partner_id: UUID) -> Session:
        """One partner of the bank, to read: by the bank's own role, narrowed to the partner."""
        self._require_oversight()
        return self._open("bank", Scope(partner_id=partner_id, bank_id=self.host.bank_id))

    def house(self) -> Session:
        """The bank's own books and files; only on an oversight host."""
        self._require_oversight()
        scope = Scope(partner_id=self.host.partner_id, bank_id=self.host.bank_id)
        return self._open("app", scope)

    def for_partner(self, partner_id: UUID) -> Session:
        """What an officer does to a partner of the bank; the caller has read it as the bank."""
        self._require_oversight()
        return self._open("app", Scope(partner_id=partner_id))

    def finish(self, *, is_good: bool) -> None:
        """Commit all or roll back all; a commit that fails rolls back those still open."""
        sessions = list(self._sessions.values())
        self._sessions.clear()
        try:
            if is_good:
                failpoint("request.committing")
            for db in sessions:
                (db.commit if is_good else db.rollback)()
            if is_good:
                failpoint("request.committed")
        finally:
            for db in sessions:
                db.close()

    def _open(self, role: str, scope: Scope) -> Session:
        key = (role, scope)
        if key not in self._sessions:
            self._sessions[key] = session_for(role, scope)
            if self.support is not None:
                self._sessions[key].execute(ONLY_READING)
        return self._sessions[key]

    def _require_oversight(self) -> None:
        if self.host.surface != "oversight":
            raise RuntimeError("only an oversight host opens the bank's own books")


def request_id_of(request: Request) -> str:
    """A fresh id for each request: ours, never the client's word."""
    return request.environ["guildhall.request_id"]
