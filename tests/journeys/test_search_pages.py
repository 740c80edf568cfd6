"""Search and the homes in a real browser: found by keyboard alone, and readable on a phone."""

import pytest

from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screens
from tests.journeys.test_oversight_pages import let_in
from tests.web_clients import sign_in_customer, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement"


def test_anything_is_found_by_keyboard_alone(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    harbor.clock.now = wall_now()
    customer = f"/customers/{shown('customer', harbor.ada.customer_id)}"
    screen = screens.of(harbor.hosts["console"])
    let_in(screen, sign_in_staff(application, harbor))
    page = screen.page
    screen.open("/")
    screen.is_accessible()
    page.keyboard.press("Control+k")
    page.keyboard.type("okaf")
    page.locator("#finder-results .finder-hit").first.wait_for()
    screen.is_accessible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(f"{FOCUSED}.getAttribute('href')") == customer
    page.keyboard.press("ArrowUp")
    assert page.evaluate(f"{FOCUSED}.id") == "finder"
    page.keyboard.press("Escape")
    assert page.locator("#finder-results").inner_html() == ""
    page.keyboard.type("okafor ada")
    page.locator("#finder-results .finder-hit").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{customer}")


def test_search_and_home_on_a_phone(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    harbor.clock.now = wall_now()
    people = {
        "console": sign_in_staff(application, harbor),
        "oversight": sign_in_staff(application, harbor, "oversight_officer"),
        "portal": sign_in_customer(application, harbor, harbor.ada),
    }
    for surface, visitor in people.items():
        screen = screens.of(harbor.hosts[surface], phone=True)
        let_in(screen, visitor)
        screen.open("/")
        screen.is_accessible()
        screen.page.locator("a[data-search]:visible").click()
        screen.page.wait_for_url("**/search")
        screen.page.get_by_label("What are you looking for?").fill("nothing like it")
        screen.page.get_by_text("Nothing found").wait_for()
        screen.is_accessible()
