"""Asking and answering in a real browser: on a phone without script, and beside the facts."""

import pytest

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screens
from tests.journeys.test_payment_pages import let_in
from tests.web_clients import sign_in_customer, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement"


def test_a_question_is_asked_on_a_phone_and_answered_beside_the_facts(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    harbor.ada.is_given("$100.00")
    payment = f"/payments/{shown('payment', harbor.ada.sends_ach('$40.00'))}"
    ada = let_in(
        screens, sign_in_customer(application, harbor, harbor.ada), phone=True, scripts=False
    )
    ada.open(payment)
    ada.page.get_by_label("Your message").fill("When does it arrive? שלום " + "x" * 200)
    ada.page.get_by_role("button", name="Send message").click()
    assert ada.page.get_by_text("When does it arrive?").is_visible()

    staff = let_in(screens, sign_in_staff(application, harbor, "support"), phone=False)
    staff.open("/messages")
    staff.is_accessible()
    staff.open(payment)
    staff.is_accessible()
    staff.page.get_by_label("Answer").fill("Tomorrow.")
    staff.page.get_by_role("button", name="Send message").press("Enter")
    staff.page.wait_for_url("**#messages")
    staff.page.get_by_text("Write a note").click()
    staff.page.get_by_label("New note").fill("Told Ada: tomorrow")
    staff.page.get_by_role("button", name="Add note").press("Enter")
    staff.page.get_by_role("button", name="Withdraw").wait_for()
    assert staff.page.url.endswith("#messages"), "the pane alone was fetched"
    staff.page.get_by_role("link", name="Messages", exact=True).last.click()
    staff.page.locator("#timeline", has_text="Customer wrote").wait_for()
    staff.is_accessible()

    ada.open(payment)
    assert ada.page.get_by_text("Tomorrow.").is_visible()
    assert ada.page.get_by_text("Told Ada").count() == 0


def test_what_belongs_with_a_thing_opens_over_it_and_leads_on(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    """One step in the drawer, a part of the page in it, a note there, and back by Escape."""
    harbor.ada.is_given("$100.00")
    payment = f"/payments/{shown('payment', harbor.ada.sends_ach('$40.00'))}"
    screen = let_in(screens, sign_in_staff(application, harbor, "owner"), phone=False)
    page, drawer = screen.page, screen.page.locator("#drawer[open]")
    screen.open(payment)
    page.locator("#related a[href^='/accounts/']").press("Enter")
    page.wait_for_url("**/accounts/*")
    account = page.url
    screen.is_accessible()

    drawer.get_by_role("link", name="Freeze", exact=True).press("Enter")
    assert page.evaluate(f"!!{FOCUSED}.closest('#drawer #freeze')")
    assert page.url == account, "a part of what is shown is no other place"

    drawer.locator("#related a[href^='/customers/']").press("Enter")
    page.wait_for_url("**/customers/*")
    drawer.get_by_text("Write a note", exact=True).click()
    drawer.get_by_label("New note").fill("Called about it")
    drawer.get_by_role("button", name="Add note").press("Enter")
    drawer.get_by_role("button", name="Withdraw").wait_for()
    page.keyboard.press("Escape")

    page.wait_for_url(f"**{payment}")
    page.wait_for_function("!document.getElementById('drawer').open")
    assert page.evaluate(f"{FOCUSED}.href") == account
    assert page.locator("#notes").inner_text().count("Called about it") == 0
