"""Who decides is told that something waits, and who asked what came of it: by letter, once."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.decisions.actions.end_request import withdraw_request
from app.banking.events.leases import Only
from app.banking.mail.tables import MailRow
from app.banking.payments.actions.send_ach import send_ach
from app.banking.payments.orders import AchOrder
from app.kernel.actor import OPERATOR, Actor
from app.kernel.ids import LoginId, PaymentId, new_id
from app.kernel.money import parse_amount
from app.storage.session import customer_work, partner_work
from app.workers.run import drain
from tests.approval_verbs import decides, joins, sets_rule, terms, waiting
from tests.banking.test_approved_payments import staff_sends
from tests.mail_verbs import letters
from tests.payment_verbs import LANDLORD
from tests.web_clients import CUSTOMER_PASSWORD
from tests.world import World


@pytest.fixture
def owner(harbor: World) -> Actor:
    """Harbor asks for a second person from $500 on; Ada has two thousand."""
    owner = joins(harbor, "owner")
    sets_rule(harbor, terms(amount_from="500.00"), by=owner)
    harbor.ada.is_given("2000.00")
    return owner


def told(world: World, kind: str) -> list[UUID | None]:
    """To whose logins letters of a kind were written, with what was due."""
    drain(world.now, only=Only(partners=[world.partner_id]))
    with partner_work(world.partner_id) as db:
        return list(db.scalars(select(MailRow.login_id).where(MailRow.kind == kind)))


def test_everybody_who_may_decide_is_told_and_nobody_else(harbor: World, owner: Actor) -> None:
    maker = joins(harbor, "operations", email="omar@approvals.example")
    checker = joins(harbor, "compliance")
    for role in ("support", "read_only"):
        joins(harbor, role)
    joins(harbor, "owner", email="omar+two@approvals.example")
    staff_sends(harbor, maker)
    assert set(told(harbor, "approval_waits")) == {owner.id, checker.id}, "not the maker's other"
    (letter, *_others) = letters(harbor, "console")
    assert letter.subject == "Something waits for your decision at Harbor"
    assert "$700" not in letter.text, "no amount leaves the house"
    assert "Send a payment" in letter.text
    assert maker.label in letter.text
    assert "/approvals/" in letter.text
    told(harbor, "approval_waits")
    assert len(told(harbor, "approval_waits")) == 2, "each once"


def test_the_maker_hears_what_came_of_it_once(harbor: World, owner: Actor) -> None:
    maker, checker = joins(harbor, "operations"), joins(harbor, "compliance")
    staff_sends(harbor, maker)
    (line,) = waiting(harbor)
    decides(harbor, line.id, by=checker)
    assert told(harbor, "approval_waits") == [], "nothing waits any more"
    assert told(harbor, "approval_decided") == [maker.id]
    newest = letters(harbor, "console")[0].text
    assert "Agreed, and done" in newest
    assert checker.label in newest
    staff_sends(harbor, maker)
    (line,) = waiting(harbor)
    with partner_work(harbor.partner_id) as db:
        withdraw_request(db, approval_id=line.id, actor=maker, now=harbor.now)
    assert told(harbor, "approval_decided") == [maker.id], "they did it themselves"


def test_a_customer_hears_that_their_payment_goes_out_or_not(harbor: World, owner: Actor) -> None:
    with partner_work(harbor.partner_id) as db:
        login_id = enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=("ada@example.com", harbor.ada.name),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    agreed, refused = (customer_sends(harbor, login_id) for _ in range(2))
    assert agreed != refused
    for line, is_yes in zip(waiting(harbor), (True, False), strict=True):
        decides(harbor, line.id, by=owner, is_yes=is_yes)
    assert told(harbor, "payment_agreed") == told(harbor, "payment_not_agreed") == [login_id]
    for letter in letters(harbor, "portal"):
        assert owner.label not in letter.text


def test_what_nobody_decided_in_time_is_told_too(harbor: World, owner: Actor) -> None:
    maker = joins(harbor, "operations")
    staff_sends(harbor, maker)
    harbor.wait(hours=73)
    assert told(harbor, "approval_decided") == [maker.id]
    assert "Nobody decided in time" in letters(harbor, "console")[0].text


def customer_sends(world: World, login_id: LoginId) -> PaymentId:
    """As the portal does it: the one who asks is the customer's login."""
    ada, actor = world.ada, Actor("customer", login_id, world.ada.name)
    order = AchOrder(
        ada.account_id, parse_amount("600.00"), LANDLORD, "", f"key {new_id(world.now)}"
    )
    with customer_work(world.partner_id, ada.customer_id) as db:
        return send_ach(db, order, actor=actor, now=world.now)
