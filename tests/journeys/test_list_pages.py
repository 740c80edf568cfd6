"""A list narrowed, kept, and one thing done to many of its lines, in a real browser."""

import pytest
from playwright.sync_api import Page

from app.web.dispatch import Dispatcher
from tests.journeys.conftest import PHONES, Screens
from tests.journeys.test_payment_pages import let_in
from tests.web_clients import sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser


def test_a_list_on_a_phone_without_script(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    """Choose a filter, keep the view, look at a batch and confirm it: forms and links alone."""
    harbor.ada.is_given("$100.00")
    payment = harbor.ada.sends_ach("$40.00")
    staff = sign_in_staff(application, harbor, "operations")
    screen = let_in(screens, staff, phone=True, scripts=False)
    page = screen.page
    screen.open("/payments")
    page.locator("#chip-status").click()
    page.get_by_label("Approved", exact=True).check()
    page.get_by_role("button", name="Filter").locator("visible=true").click()
    page.locator("#list-keep").click()
    page.get_by_label("Name", exact=True).fill("Leaving soon")
    page.get_by_label("In the navigation, with a count").check()
    page.get_by_role("button", name="Save view").click()
    page.get_by_text("“Leaving soon” is kept.").wait_for()

    page.get_by_label("Choose Larch Street Homes").check()
    page.get_by_role("button", name="Cancel payments…").click()
    page.get_by_role("button", name="Cancel 1 payment").click()
    page.get_by_text("Canceled 1 payment.").wait_for()

    assert harbor.payment(payment).status == "canceled"


@pytest.mark.parametrize("phone", PHONES)
def test_every_page_around_a_list_is_accessible(
    application: Dispatcher, harbor: World, screens: Screens, *, phone: bool
) -> None:
    harbor.ada.is_given("$100.00")
    harbor.ada.sends_ach("$40.00")
    harbor.ada.sends_to(harbor.grace, "$5.00")
    staff = sign_in_staff(application, harbor, "operations")
    staff.post(
        "/views",
        {"list_name": "payments", "name": "By book", "query": "rail=book", "is_pinned": "y"},
        form_at="/payments?rail=book",
    )
    screen = let_in(screens, staff, phone=phone)
    page = screen.page
    narrowed = "/payments?status=settled&amount_from=x&made_from=2020-01-01&sort=amount"
    for path in ("/payments?rail=book", narrowed, "/views", "/exports", "/ledger/holds"):
        screen.open(path)
        page.get_by_role("heading", level=1).wait_for()
        screen.is_accessible()
    page.goto(page.url.replace("/ledger/holds", "/payments"))
    if not phone:
        _opens_over_the_table(page)
    for tool in ("#chip-amount", "#list-export" if phone else "#list-columns"):
        page.locator(tool).click()
        screen.is_accessible()
        page.keyboard.press("Escape")
    for box in page.locator("[data-pick]").all():
        box.check()
    page.get_by_role("button", name="Cancel payments…").click()
    page.get_by_role("heading", name="Cancel 1 payment?").wait_for()
    screen.is_accessible()


def _opens_over_the_table(page: Page) -> None:
    """What opens from the head can be pressed, whatever of the table sticks."""
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Compact").click(trial=True, timeout=5000)
    page.get_by_role("button", name="Sign out").click(trial=True, timeout=5000)
    page.locator(".menu > summary").click()
