"""Paying in a real browser: by keyboard, without script, wide and narrow."""

import re

import pytest

from app.kernel.ids import PaymentId, shown
from app.kernel.money import Money
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import PHONES, Screen, Screens
from tests.payment_verbs import BOUNCING
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(harbor: World) -> World:
    """Ada with payments in every state she may see."""
    harbor.ada.is_given("$2500.00")
    harbor.ada.sends_to(harbor.grace, "$25.00", note="Lunch")
    harbor.ada.sends_ach("$1450.00", note="March rent")
    bounced = harbor.ada.sends_ach("$40.00", to=BOUNCING)
    harbor.window_closes()
    harbor.fed_settles()
    harbor.wait(days=1)
    harbor.is_returned(bounced, "R01")
    harbor.ada.cancels(harbor.ada.sends_ach("$9.00"))
    harbor.ada.sends_ach("$84.12")
    return harbor


def let_in(screens: Screens, visitor: Visitor, *, phone: bool, scripts: bool = True) -> Screen:
    screen = screens.of(visitor.host, phone=phone, scripts=scripts)
    for cookie in visitor.client._cookies.values():
        address = f"https://{visitor.host}"
        screen.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": address, "secure": True}]
        )
    return screen


def address_of(payment_id: PaymentId) -> str:
    return f"/payments/{shown('payment', payment_id)}"


def goes_to(screen: Screen, name: str) -> None:
    """Tab on to a button or link by its name and press Enter; fails when it cannot be reached."""
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        focused = screen.page.locator(":focus")
        if focused.count() and focused.inner_text().strip() == name:
            screen.page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def types_into(screen: Screen, label: str, text: str) -> None:
    screen.page.get_by_label(label, exact=True).focus()
    screen.page.keyboard.type(text)


def test_a_customer_pays_by_keyboard_on_a_phone_without_script(
    application: Dispatcher, busy: World, screens: Screens
) -> None:
    visitor = sign_in_customer(application, busy, busy.ada)
    screen = let_in(screens, visitor, phone=True, scripts=False)
    before = busy.ada.balance.available

    screen.open("/send/bank-account")
    types_into(screen, "Name of the person or company", "Maple Street Apartments")
    types_into(screen, "Routing number", "091000018")
    types_into(screen, "Account number", "778899001")
    types_into(screen, "Amount", "120")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_text("Enter the nine digits of a routing number.").first.wait_for()

    screen.page.get_by_label("Routing number", exact=True).fill("")
    types_into(screen, "Routing number", "091000019")
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("heading", name="Check and send").wait_for()
    goes_to(screen, "Send $120.00")
    screen.page.wait_for_url(re.compile("/payments/pay_"))
    assert busy.ada.balance.available == before - Money(120_25, "USD")

    goes_to(screen, "Cancel this payment")
    screen.page.get_by_text("Nothing was sent").wait_for()
    assert busy.ada.balance.available == before


@pytest.mark.parametrize("phone", PHONES)
def test_every_page_of_a_customer_is_accessible(
    application: Dispatcher, busy: World, screens: Screens, *, phone: bool
) -> None:
    screen = let_in(screens, sign_in_customer(application, busy, busy.ada), phone=phone)
    busy.ada.opens_another_account()
    payments = [address_of(line.id) for line in busy.payments()]
    ways = [f"/send/{way}" for way in ("bank-account", "transfer", "own-account")]
    for path in ("/send", *ways, "/payments", *payments):
        screen.open(path)
        screen.page.get_by_role("heading", level=1).wait_for()
        screen.is_accessible()
    screen.open("/send/transfer")
    screen.page.get_by_role("button", name="Continue").click()
    screen.page.get_by_role("alert").wait_for()
    screen.is_accessible()


@pytest.mark.parametrize("phone", PHONES)
def test_every_page_of_staff_is_accessible(
    application: Dispatcher, busy: World, screens: Screens, *, phone: bool
) -> None:
    screen = let_in(screens, sign_in_staff(application, busy, "operations"), phone=phone)
    account = f"/accounts/{shown('account', busy.ada.account_id)}/payments"
    payments = [address_of(line.id) for line in busy.payments()]
    for path in ("/payments", *payments, f"{account}/new", f"{account}/bank-account", "/products"):
        screen.open(path)
        screen.page.get_by_role("heading", level=1).wait_for()
        screen.is_accessible()


def test_staff_narrow_the_list_without_leaving_it(
    application: Dispatcher, busy: World, screens: Screens
) -> None:
    screen = let_in(screens, sign_in_staff(application, busy, "operations"), phone=False)
    screen.open("/payments")
    rail = screen.page.locator("details:has(#chip-rail)")
    rail.locator("summary").click()
    rail.get_by_label("Book", exact=True).check()
    rail.get_by_role("button", name="Filter").click()
    screen.page.get_by_text("Larch Street Homes").first.wait_for(state="detached")
    assert "rail=book" in screen.page.url
    screen.page.get_by_role("link", name="Grace L.").wait_for()
    screen.is_accessible()
