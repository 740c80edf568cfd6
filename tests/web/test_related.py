"""What a thing belongs with: each page leads on to the others, by what the role may open."""

import re

import pytest

from app.kernel.ids import PaymentId, shown
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.approval_verbs import joins, sets_rule, terms, waiting
from tests.intake_verbs import ach_file, credit
from tests.talk_verbs import answers, asks
from tests.web.test_files import upload
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

CARD = re.compile(r'<section class="card card-flush" id="related">.*?</section>', re.DOTALL)
LINK = re.compile(r'href="([^"]+)"')


def beside(visitor: Visitor, path: str) -> list[str]:
    """Where the page of a thing leads on to."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    card = CARD.search(answer.text)
    return LINK.findall(card[0]) if card else []


@pytest.fixture
def owner(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "owner")


@pytest.fixture
def paid(harbor: World) -> PaymentId:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    harbor.window_closes()
    return payment


def test_from_a_customer_to_the_books_and_back(
    owner: Visitor, harbor: World, paid: PaymentId
) -> None:
    asks(harbor.ada, "Where is it?", paid)
    customer, account = harbor.ada.customer_id, harbor.ada.account_id
    of_customer = beside(owner, f"/customers/{shown('customer', customer)}")
    payment = f"/payments/{shown('payment', paid)}"
    assert payment in of_customer
    assert f"/payments?customer={shown('customer', customer)}" in of_customer
    assert any(href.startswith("/threads/") for href in of_customer)

    of_payment = beside(owner, payment)
    (transaction, *_) = [href for href in of_payment if "/transactions/" in href]
    (hold,) = [href for href in of_payment if "/holds/" in href]
    assert any(href.startswith("/threads/") for href in of_payment)
    for path in (transaction, hold):
        led = beside(owner, path)
        assert payment in led
        assert f"/accounts/{shown('account', account)}" in led

    of_account = beside(owner, f"/accounts/{shown('account', account)}")
    assert {payment, f"/customers/{shown('customer', customer)}"} <= set(of_account)
    (product,) = [href for href in of_account if href.startswith("/products/")]
    assert f"/accounts/{shown('account', account)}" in beside(owner, product)
    assert any(href.startswith("/ledger/accounts/") for href in of_account)
    (application, *_) = [href for href in of_account if href.startswith("/applications/")]
    assert f"/accounts/{shown('account', account)}" in beside(owner, application)


def test_nothing_leads_where_the_role_may_not_go(
    application: Dispatcher, harbor: World, paid: PaymentId
) -> None:
    developer = sign_in_staff(application, harbor, "developer")
    led = beside(developer, f"/accounts/{shown('account', harbor.ada.account_id)}")
    assert led
    assert not [href for href in led if href.startswith(("/customers", "/statements/"))]
    for href in led:
        assert developer.get(href).status_code == 200, href


def test_a_request_leads_to_what_it_is_about(owner: Visitor, harbor: World) -> None:
    sets_rule(harbor, terms(amount_from="500.00"), by=joins(harbor, "owner"))
    harbor.ada.is_given("2000.00")
    payment = harbor.ada.sends_ach("700.00")

    led = beside(owner, f"/approvals/{shown('approval', waiting(harbor)[0].id)}")

    assert f"/payments/{shown('payment', payment)}" in led
    assert f"/customers/{shown('customer', harbor.ada.customer_id)}" in led


def test_a_file_leads_to_what_it_posted(application: Dispatcher, harbor: World) -> None:
    officer = sign_in_staff(application, harbor, "oversight_officer")
    location = upload(officer, ach_file([credit(harbor.ada)], world=harbor)).headers["Location"]
    harbor.moves_to(wall_now())  # the door reads the clock itself
    harbor.bank_works()
    partner = f"/partners/{shown('partner', harbor.partner_id)}"

    (transaction,) = [href for href in beside(officer, location) if "/transactions/" in href]

    assert transaction.startswith(f"{partner}/ledger/transactions/")
    assert officer.get(transaction).status_code == 200
    assert location in beside(officer, partner)


def test_a_letter_has_a_page_that_says_how_it_went_and_never_what(
    application: Dispatcher, owner: Visitor, harbor: World
) -> None:
    sign_in_customer(application, harbor, harbor.ada)
    answers(harbor.ada, "A secret answer")
    customer = f"/customers/{shown('customer', harbor.ada.customer_id)}"
    (letter,) = set(re.findall(r'href="(/letters/[^"]+)"', owner.get(customer).text))

    page = owner.get(letter).text

    assert "You have a message from Harbor" in page
    assert "A secret answer" not in page
    assert beside(owner, letter) == [customer]
