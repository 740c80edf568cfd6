"""People who get letters, as browsers see them: Ada of the portal, Priya of the console."""

from dataclasses import dataclass
from typing import Any

import pyotp
from sqlalchemy import select

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.tables import LoginRow
from app.banking.events.leases import Only
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.workers.run import drain
from tests.mail_verbs import letters, link_in
from tests.web_clients import CUSTOMER_PASSWORD, STAFF_PASSWORD, Visitor
from tests.world import World

ADA, PRIYA = "ada@example.com", "priya@harbor.example"


@dataclass
class Cast:
    """Ada of the portal, and Priya who has an authenticator, as browsers see them."""

    application: Dispatcher
    world: World
    secret: str

    def visitor(self, surface: str = "portal") -> Visitor:
        return Visitor(self.application, self.world.hosts[surface])

    def forgets(self, email: str, surface: str = "portal", **options: Any) -> str:
        """Asks for a new password; returns the link of the letter that came."""
        visitor = self.visitor(surface)
        answer = visitor.post("/password-reset", {"email": email}, **options)
        assert answer.headers["Location"] == "/password-reset/sent"
        self.mail_comes()
        return link_in(letters(self.world, surface)[0], "password-reset")

    def mail_comes(self) -> None:
        drain(only=Only(kinds=("password_reset.ask", "mail.send")))

    def signs_in(self, email: str, password: str, surface: str = "portal") -> Visitor:
        visitor = self.visitor(surface)
        visitor.last = visitor.post("/sign-in", {"email": email, "password": password})
        return visitor


def cast_of(application: Dispatcher, harbor: World) -> Cast:
    secret = pyotp.random_base32()
    with partner_work(harbor.partner_id) as db:
        add_user(
            db,
            UserOrder(PRIYA, "Priya Raman", "owner", STAFF_PASSWORD, secret),
            actor=OPERATOR,
            now=harbor.now,
        )
        enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=(ADA, "Ada Okafor"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    return Cast(application, harbor, secret)


def logins(world: World) -> dict[str, LoginRow]:
    with partner_work(world.partner_id) as db:
        return {row.email: row for row in db.scalars(select(LoginRow))}
