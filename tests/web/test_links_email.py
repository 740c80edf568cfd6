"""Whose an e-mail address is: asked after applying, and again when it changes."""

import pytest
from sqlalchemy import select

from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.access.tables import LoginRow
from app.banking.customers.tables import CustomerRow
from app.banking.events.leases import Only
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.workers.run import drain
from tests.mail_verbs import letters, link_in
from tests.web_clients import CUSTOMER_PASSWORD, Visitor
from tests.world import World

ADA, NEW = "ada@example.com", "ada.okafor@mail.example"


@pytest.fixture
def ada(application: Dispatcher, harbor: World) -> Visitor:
    with partner_work(harbor.partner_id) as db:
        enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=(ADA, "Ada Okafor"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    visitor = Visitor(application, harbor.hosts["portal"])
    visitor.post("/sign-in", {"email": ADA, "password": CUSTOMER_PASSWORD})
    return visitor


def mail_comes() -> None:
    drain(only=Only(kinds=("mail.send",)))


def emails(world: World) -> tuple[str, str, bool]:
    """The login's, the customer's, and whether it is confirmed."""
    with partner_work(world.partner_id) as db:
        customer = db.scalars(
            select(CustomerRow.email).where(CustomerRow.id == world.ada.customer_id)
        ).one()
        login = db.scalars(
            select(LoginRow).where(LoginRow.customer_id == world.ada.customer_id)
        ).one()
        return login.email, customer, login.email_verified_at is not None


def test_a_calm_notice_until_the_address_is_confirmed(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    assert "Confirm your e-mail address" in ada.get("/").text
    answer = ada.post("/email-verification", form_at="/")
    assert answer.status_code == 303
    mail_comes()
    path = link_in(letters(harbor)[0], "email-verification")
    phone = Visitor(application, ada.host)  # the letter is read on another device
    assert "Yes, this is my address" in phone.get(path).text
    assert emails(harbor)[2] is False, "looking confirms nothing"
    assert phone.post(path).status_code == 303
    assert emails(harbor)[2] is True
    assert "Confirm your e-mail address" not in ada.get("/").text
    assert phone.get(path).status_code == 410


def test_another_letter_is_not_sent_without_end(harbor: World, ada: Visitor) -> None:
    answers = [ada.post("/email-verification", form_at="/").status_code for _ in range(5)]
    assert answers == [303, 303, 303, 429, 429]
    assert ada.post("/security/email", {"email": NEW}).status_code == 429


def test_an_address_changes_once_the_new_one_is_confirmed(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    answer = ada.post("/security/email", {"email": NEW})
    assert answer.headers["Location"] == "/security"
    assert emails(harbor)[0] == ADA
    mail_comes()
    to_new, to_old = letters(harbor)[:2]
    if "confirm" not in to_new.subject.lower():
        to_new, to_old = to_old, to_new
    assert "asked to change" in to_old.subject
    assert NEW in to_old.text

    Visitor(application, ada.host).post(link_in(to_new, "email-verification"))

    assert emails(harbor)[:2] == (NEW, NEW)
    assert letters(harbor)[0].subject == "Your Harbor e-mail address was changed"
    again = Visitor(application, ada.host)
    credentials = {"email": NEW, "password": CUSTOMER_PASSWORD}
    assert again.post("/sign-in", credentials).status_code == 303


def test_an_address_somebody_has_is_asked_for_alike_and_stays_theirs(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    with partner_work(harbor.partner_id) as db:
        enrol_customer(
            db,
            customer_id=harbor.grace.customer_id,
            known_as=(NEW, "Grace Lindqvist"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    answer = ada.post("/security/email", {"email": NEW})
    assert answer.status_code == 303
    mail_comes()
    letter = next(each for each in letters(harbor) if "Confirm" in each.subject)
    taken = Visitor(application, ada.host).post(link_in(letter, "email-verification"))
    assert taken.status_code == 409
    assert emails(harbor)[0] == ADA


def test_a_new_password_ends_a_change_of_address_that_waits(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    """Somebody who was in for a moment cannot take the login along by a letter of before."""
    ada.post("/security/email", {"email": "thief@example.com"})
    ada.post("/password-reset", {"email": ADA})
    drain(only=Only(kinds=("password_reset.ask", "mail.send")))
    found = letters(harbor)
    change = link_in(next(e for e in found if "Confirm" in e.subject), "email-verification")
    reset = link_in(next(e for e in found if "Choose" in e.subject), "password-reset")
    owner = Visitor(application, ada.host)
    assert owner.post(reset, {"password": "quite another long password"}).status_code == 303
    assert owner.get(change).status_code == 410


def test_a_changed_password_ends_links_that_wait(
    application: Dispatcher, harbor: World, ada: Visitor
) -> None:
    ada.post("/security/email", {"email": "thief@example.com"})
    mail_comes()
    to_new = next(each for each in letters(harbor) if "Confirm" in each.subject)
    change = link_in(to_new, "email-verification")
    chosen = {"password": CUSTOMER_PASSWORD, "chosen": "a long walk along the shore"}
    assert ada.post("/security/password", chosen).status_code == 303
    assert Visitor(application, ada.host).get(change).status_code == 410


def test_an_address_nothing_can_be_sent_to_is_refused(ada: Visitor) -> None:
    for email in ("nobody", "a@b\nBcc: c@d.example", "a b@c.example"):
        assert ada.post("/security/email", {"email": email}).status_code == 422
