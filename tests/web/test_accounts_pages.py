"""Accounts as their owners and as staff see them."""

import html
from datetime import timedelta

import pytest

from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.kernel.ids import AccountId, new_id, shown
from app.kernel.money import Money
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.customer_verbs import Person
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World


def account_of(person: Person) -> str:
    return f"/accounts/{shown('account', person.account_id)}"


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def hold(person: Person, dollars: int, reason: str) -> None:
    now = person.world.now
    with partner_work(person.world.partner_id) as db:
        order = HoldOrder(
            ledger_account_id=person.ledger_account_id,
            amount=Money(dollars * 100, "USD"),
            reason=reason,
            subject=("account", person.account_id),
            key=f"hold {new_id(now)}",
            expires_at=now + timedelta(days=2),
        )
        place_hold(db, order, now=now)


@pytest.fixture
def staff(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "compliance")


@pytest.fixture
def ada(application: Dispatcher, harbor: World) -> Visitor:
    """Ada's own browser, in the portal."""
    return sign_in_customer(application, harbor, harbor.ada)


def plain(page: str) -> str:
    """The page with the amounts' cents beside their dollars."""
    return page.replace('<span class="amount-part">', "").replace("</span>", "")


def test_home_says_what_is_there_and_what_is_held(ada: Visitor, harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    hold(harbor.ada, 30, "ACH to Maple Street")

    page = plain(read(ada, "/"))

    for said in ("$70.00", "$100.00", "Held: ACH to Maple Street", "until Mar 4", "+$100.00"):
        assert said in page


def test_an_owner_reads_the_numbers_to_be_paid_by(ada: Visitor, harbor: World) -> None:
    page = read(ada, account_of(harbor.ada))

    assert f'data-copy="{harbor.ada.account_number}"' in page
    assert f'data-copy="{harbor.ada.routing_number}"' in page
    assert "Cedar Bank, N.A." in page


def test_an_owner_pages_back_through_every_line(ada: Visitor, harbor: World) -> None:
    for number in range(30):
        harbor.ada.is_given(f"${number + 1}.00")

    first = read(ada, account_of(harbor.ada))
    before = first.partition("before=")[2].partition('"')[0]
    second = read(ada, f"{account_of(harbor.ada)}?before={before}")

    assert first.count('data-label="Balance after"') == 25
    assert second.count('data-label="Balance after"') == 5
    assert "Newer" in second
    nonsense = read(ada, f"{account_of(harbor.ada)}?before=nonsense")
    assert nonsense.count('data-label="Balance after"') == 25


def test_a_frozen_account_is_explained_without_the_reason(ada: Visitor, harbor: World) -> None:
    harbor.ada.is_frozen("Suspected mule")

    for path in ("/", account_of(harbor.ada)):
        page = read(ada, path)
        assert "This account is frozen" in page
        assert "mule" not in page
        assert "Send money" not in page


def test_a_neighbours_account_is_a_page_that_never_was(ada: Visitor, harbor: World) -> None:
    for stranger in (harbor.grace.account_id, AccountId(new_id(harbor.now))):
        answer = ada.get(f"/accounts/{shown('account', stranger)}")
        assert answer.status_code == 404
        assert "Grace" not in answer.text


def test_nobody_reads_an_account_without_signing_in(application: Dispatcher, harbor: World) -> None:
    for surface in ("portal", "console"):
        answer = Visitor(application, harbor.hosts[surface]).get(account_of(harbor.ada))
        assert answer.status_code == 303
        assert "/sign-in" in answer.headers["Location"]


def test_staff_find_an_account_by_name_or_number(staff: Visitor, harbor: World) -> None:
    assert "No accounts yet" in read(staff, "/accounts")
    ada, grace = harbor.ada, harbor.grace

    assert grace.name not in read(staff, "/accounts?q=ada")
    found = read(staff, f"/accounts?q={grace.account_number[-4:]}")
    assert grace.name in found
    assert ada.name not in found
    assert grace.account_number not in found
    assert "No such accounts" in read(staff, "/accounts?q=zzz")


def test_staff_see_debits_credits_and_holds(staff: Visitor, harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    hold(harbor.ada, 30, "ACH to Maple Street")

    page = plain(read(staff, account_of(harbor.ada)))

    for said in ("$70.00", "$100.00", "$30.00", "ACH to Maple Street", 'data-label="Credit"'):
        assert said in page


def test_many_holds_are_a_list_that_the_account_leads_to(staff: Visitor, harbor: World) -> None:
    harbor.ada.is_given("$100.00")
    for number in range(11):
        hold(harbor.ada, 1, f"Shop {number}")
    page = read(staff, account_of(harbor.ada))
    assert page.count('data-label="Placed"') == 10
    ledger_account = shown("ledger_account", harbor.ada.ledger_account_id)
    everything = f"/ledger/holds?account={ledger_account}&status=open"
    assert everything in page
    assert "<strong>11</strong> holds" in read(staff, everything)


def test_staff_freeze_an_account_and_let_it_move_again(staff: Visitor, harbor: World) -> None:
    path = account_of(harbor.ada)
    values = {"direction": "out", "reason": "Reported stolen phone"}

    assert staff.post(f"{path}/freeze", values, form_at=path).status_code == 303
    frozen = read(staff, path)
    assert "Frozen" in frozen
    assert "Reported stolen phone" in frozen
    assert harbor.ada.account.is_outgoing_frozen
    assert not harbor.ada.account.is_incoming_frozen

    removal = staff.post(f"{path}/freeze/removal", {"reason": "Phone found"}, form_at=path)
    assert removal.status_code == 303
    assert not harbor.ada.account.is_frozen
    assert "Phone found" in read(staff, path)


def test_a_freeze_is_a_resource_that_can_be_deleted(staff: Visitor, harbor: World) -> None:
    harbor.ada.is_frozen()
    path = account_of(harbor.ada)

    answer = staff.client.delete(
        f"{path}/freeze",
        data={"reason": "Phone found"},
        headers={"X-CSRFToken": staff.token_of(path)},
        base_url=f"https://{staff.host}",
    )

    assert answer.status_code == 303
    assert not harbor.ada.account.is_frozen


@pytest.mark.parametrize("reason", ["", "x" * 301, "a\x00b"])
def test_a_freeze_needs_a_reason(staff: Visitor, harbor: World, reason: str) -> None:
    path = account_of(harbor.ada)

    answer = staff.post(f"{path}/freeze", {"direction": "out", "reason": reason}, form_at=path)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert not harbor.ada.account.is_frozen


def test_freezing_twice_is_told_apart(staff: Visitor, harbor: World) -> None:
    path = account_of(harbor.ada)
    token = staff.token_of(path)
    harbor.ada.is_frozen()
    values = {"direction": "both", "reason": "Again", "csrf_token": token}

    assert staff.post(f"{path}/freeze", values, form_at=path).status_code == 409


def test_only_some_roles_freeze(application: Dispatcher, harbor: World) -> None:
    support = sign_in_staff(application, harbor, "support")
    path = account_of(harbor.ada)

    assert "Freeze account" not in read(support, path)
    answer = support.post(
        f"{path}/freeze", {"direction": "out", "reason": "Please"}, form_at="/security"
    )

    assert answer.status_code == 403
    assert not harbor.ada.account.is_frozen


def test_another_brands_account_is_a_page_that_never_was(
    application: Dispatcher, harbor: World
) -> None:
    elsewhere = sign_in_staff(application, harbor.juniper, "owner")
    path = account_of(harbor.ada)

    assert elsewhere.get(path).status_code == 404
    answer = elsewhere.post(
        f"{path}/freeze", {"direction": "out", "reason": "Mine"}, form_at="/security"
    )
    assert answer.status_code == 404
    assert not harbor.ada.account.is_frozen
