"""Browsers without a screen: a client per surface, signed in as a person of the cast."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pyotp
from sqlalchemy import select, update
from werkzeug.test import Client, TestResponse

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.actions.start_session import Entry, start_session
from app.banking.access.authenticators import keep_secret
from app.banking.access.tables import LoginRow, LoginSessionRow
from app.kernel.actor import OPERATOR
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.customer_verbs import Person
from tests.world import World

EXAMINATION = timedelta(days=7)
STAFF_PASSWORD = "eight or more"
CUSTOMER_PASSWORD = "fifteen or more characters"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visitor:
    """One browser on one host, with cookies; follows nothing unless told."""

    application: Dispatcher
    host: str
    secret: str = ""  # of the authenticator app, for whoever has one
    email: str = ""
    client: Client = field(init=False)
    last: TestResponse | None = None

    def __post_init__(self) -> None:
        self.client = Client(self.application)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, base_url=f"https://{self.host}", **options)

    def post(self, path: str, values: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Post with the token of the form at `form_at` (the same address unless given)."""
        form_at = options.pop("form_at", path)
        data = {"csrf_token": self.token_of(form_at), **(values or {})}
        return self.client.post(path, data=data, base_url=f"https://{self.host}", **options)

    def token_of(self, path: str) -> str:
        found = TOKEN.search(self.get(path, follow_redirects=True).text)
        return found[1] if found else ""

    def follow(self, response: TestResponse) -> TestResponse:
        target = urlsplit(response.headers["Location"])
        return self.get(f"{target.path}?{target.query}" if target.query else target.path)


def sign_in_staff(application: Dispatcher, world: World, role: str = "owner") -> Visitor:
    """A user of the console, or an officer in oversight, with both factors given."""
    is_officer = role in ("oversight_officer", "bsa_officer", "bank_operations", "examiner")
    surface, owner = ("oversight", world.house_id) if is_officer else ("console", world.partner_id)
    secret, email = pyotp.random_base32(), f"{role}-{pyotp.random_base32(32).lower()[:8]}@x.example"
    until = wall_now() + EXAMINATION if role == "examiner" else None
    with partner_work(owner) as db:
        add_user(
            db,
            UserOrder(email, role.replace("_", " ").title(), role, STAFF_PASSWORD, secret, until),
            actor=OPERATOR,
            now=world.now,
        )
    visitor = Visitor(application, world.hosts[surface], secret, email)
    visitor.post("/sign-in", {"email": email, "password": STAFF_PASSWORD})
    answer = visitor.post("/sign-in/code", {"code": pyotp.TOTP(secret).now()})
    assert answer.status_code == 303, answer.text
    return visitor


def sign_in_customer(
    application: Dispatcher, world: World, person: Person, *, second_factor: bool = True
) -> Visitor:
    """A customer in the portal who has just proved who they are, as a person who may send must.

    Straight through the action that begins every session, since no test here is about the form.
    """
    email, secret = f"{pyotp.random_base32(32).lower()[:10]}@example.com", ""
    wall = wall_now()
    with partner_work(world.partner_id) as db:
        login_id = enrol_customer(
            db,
            customer_id=person.customer_id,
            known_as=(email, person.name),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=world.now,
        )
        if second_factor:
            secret = pyotp.random_base32()
            keep_secret(db, login_id, secret, wall=wall)
        given = frozenset({"password", "totp"} if second_factor else {"password"})
        login = db.scalars(select(LoginRow).where(LoginRow.id == login_id)).one()
        opened = start_session(db, login, Entry(factors=given), wall=wall)
        # A slow machine makes no proof old; tests about old proofs say so themselves.
        own = update(LoginSessionRow).where(LoginSessionRow.id == opened.id)
        db.execute(own.values(proved_at=wall + timedelta(days=1)))
    visitor = Visitor(application, world.hosts["portal"], secret, email)
    for name, value in (("__Host-login", opened.token), ("__Host-device", opened.device)):
        visitor.client.set_cookie(name, value, domain=visitor.host, secure=True)
    return visitor
