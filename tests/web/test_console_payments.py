"""Payments in the console: seen by all staff, sent and called off by those who may."""

import re

import pytest

from app.kernel.ids import PaymentId, new_id, shown
from app.kernel.money import Money
from app.web.dispatch import Dispatcher
from tests.intake_verbs import Order
from tests.payment_verbs import LANDLORD
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

CARRIED = re.compile(r'<input type="hidden" name="(?!csrf_token)([a-z_]+)"[^>]* value="([^"]*)">')
ENTRY = re.compile(r'<tr role="row"')


@pytest.fixture
def staff(application: Dispatcher, harbor: World) -> Visitor:
    harbor.ada.is_given("$100.00")
    return sign_in_staff(application, harbor, "operations")


def address_of(payment_id: PaymentId) -> str:
    return f"/payments/{shown('payment', payment_id)}"


def test_the_list_is_narrowed_by_its_address(harbor: World, staff: Visitor) -> None:
    harbor.ada.sends_ach("$40.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")

    assert "Larch Street Homes" in staff.get("/payments?rail=ach").text
    assert "Larch Street Homes" not in staff.get("/payments?rail=book").text
    assert "Grace L." in staff.get("/payments?status=settled").text
    assert "No such payments" in staff.get("/payments?status=returned").text
    assert "Larch Street Homes" in staff.get("/payments?rail=pigeon&before=x&status='").text


def test_htmx_gets_the_list_alone(harbor: World, staff: Visitor) -> None:
    harbor.ada.sends_ach("$40.00")
    fragment = staff.get("/payments", headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith('<div class="list" id="payments">')
    assert "HX-Request" in fragment.headers["Vary"]


def test_a_list_of_many_has_older_pages(harbor: World, staff: Visitor) -> None:
    for number in range(27):
        harbor.ada.sends_to(harbor.grace, f"0.{number + 1:02d}")
    first = staff.get("/payments")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert older
    second = staff.get(older[1].replace("&amp;", "&"))
    assert len(ENTRY.findall(first.text)) - 1 == 25
    assert len(ENTRY.findall(second.text)) - 1 == 2


def test_one_payment_shows_its_debits_and_credits(harbor: World, staff: Visitor) -> None:
    payment = harbor.ada.sends_ach("$40.00")
    held = staff.get(address_of(payment)).text
    assert "Nothing posted yet" in held
    assert "Until the window takes it" in held

    harbor.window_closes()
    posted = staff.get(address_of(payment)).text

    assert "ACH sent, not yet settled" in posted
    assert "Fee income" in posted
    assert harbor.payment(payment).trace_number in posted


def test_money_that_came_in_is_told_from_both_sides(
    application: Dispatcher, harbor: World, staff: Visitor
) -> None:
    harbor.takes_in(Order(harbor.ada.account_number, "$12.34"))
    [incoming] = [line for line in harbor.payments() if line.direction == "incoming"]
    ada = sign_in_customer(application, harbor, harbor.ada)

    for visitor in (staff, ada):
        listed = visitor.get("/payments").text
        assert "money in" in listed
        told = visitor.get(address_of(incoming.id)).text
        assert "$12.34 from" in told
        assert "Received" in told
        assert "Cancel" not in told


def test_staff_send_on_behalf_of_a_customer(harbor: World, staff: Visitor) -> None:
    account = f"/accounts/{shown('account', harbor.ada.account_id)}/payments"
    assert "To a bank account" in staff.get(f"{account}/new").text
    path = f"{account}/bank-account"
    values = {
        **dict(CARRIED.findall(staff.get(path).text)),
        "name": LANDLORD.name,
        "routing_number": LANDLORD.routing_number,
        "account_number": LANDLORD.account_number,
        "account_type": "checking",
        "amount": "40.00",
    }
    reviewed = staff.post(path, values)
    assert "On behalf of Ada Okafor" in reviewed.text
    assert harbor.payments() == ()

    done = staff.post(f"{path}/confirmation", dict(CARRIED.findall(reviewed.text)), form_at=path)

    assert done.status_code == 303
    assert "Operations" in staff.follow(done).text
    assert harbor.ada.balance.held == Money(40_25, "USD")


def test_staff_see_the_form_again_with_what_is_wrong(harbor: World, staff: Visitor) -> None:
    path = f"/accounts/{shown('account', harbor.ada.account_id)}/payments/transfer"
    values = dict(CARRIED.findall(staff.get(path).text))
    answer = staff.post(path, {**values, "account_number": "1", "amount": "5"})
    assert answer.status_code == 422
    assert "no account here with that number" in answer.text


def test_staff_call_a_payment_off(harbor: World, staff: Visitor) -> None:
    payment = harbor.ada.sends_ach("$40.00")
    address = address_of(payment)
    assert staff.post(f"{address}/cancellation", form_at=address).status_code == 303
    assert harbor.ada.balance.available == Money(100_00, "USD")
    shown_then = staff.get(address).text
    assert "/cancellation" not in shown_then
    assert "It is canceled already." in shown_then


def test_what_a_role_may_not_do_is_refused(application: Dispatcher, harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    reader = sign_in_staff(application, harbor, "read_only")
    address = address_of(payment)

    seen = reader.get(address).text
    assert "/cancellation" not in seen
    assert "Your role does not include this. Operations or Owner can." in seen
    refused = reader.post(f"{address}/cancellation", form_at="/payments")
    assert refused.status_code == 403
    account = f"/accounts/{shown('account', harbor.ada.account_id)}/payments"
    assert reader.get(f"{account}/bank-account").status_code == 403
    assert harbor.payment(payment).status == "approved"


def test_support_sees_no_entries(application: Dispatcher, harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    support = sign_in_staff(application, harbor, "support")
    assert "Debits and credits" not in support.get(address_of(payment)).text


def test_another_brands_payment_and_account_are_not_found(
    application: Dispatcher, harbor: World
) -> None:
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    stranger = sign_in_staff(application, harbor.juniper, "operations")
    absent = PaymentId(new_id(harbor.now))

    foreign = stranger.get(address_of(payment))

    assert foreign.status_code == stranger.get(address_of(absent)).status_code == 404
    account = f"/accounts/{shown('account', harbor.ada.account_id)}/payments"
    assert stranger.get(f"{account}/new").status_code == 404
    assert stranger.get(f"{account}/bank-account").status_code == 404
    cancel = stranger.post(f"{address_of(payment)}/cancellation", form_at="/payments")
    assert cancel.status_code == 404
    assert harbor.payment(payment).status == "approved"


def test_products_show_limits_and_fees_with_their_source(staff: Visitor) -> None:
    products = staff.get("/products").text
    for words in ("Everyday checking", "ACH transfer fee", "Program agreement", "In force"):
        assert words in products
