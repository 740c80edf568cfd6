"""Applying without script, deciding, freezing: in a real browser, wide and narrow."""

import pytest

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from app.workers.run import Only, drain
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import CUSTOMER_PASSWORD, Visitor, sign_in_customer, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("phone", [False, True], ids=["1280", "390"])
ADDRESS_DIFFERS = "512-01-0002"


def seated(screens: Screens, visitor: Visitor, *, phone: bool) -> Screen:
    """A window of someone who is signed in already."""
    screen = screens.of(visitor.host, phone=phone)
    cookie = visitor.client.get_cookie("__Host-login", domain=visitor.host)
    assert cookie is not None
    screen.page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": f"https://{visitor.host}"}]
    )
    return screen


def fill_in(screen: Screen, tax_id: str) -> None:
    page = screen.page
    for label, typed in {
        "First name": "Nia",
        "Last name": "Mbeki",
        "Date of birth": "1985-12-10",
        "Street and number": "12 Analytical Way",
        "City": "Portland",
        "ZIP code": "97201",
        "E-mail": "nia.mbeki@example.com",
        "Phone": "(503) 555-0142",
    }.items():
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("State").select_option(label="Oregon")
    for consent in page.get_by_role("checkbox").all():
        consent.check()
    fill_in_secrets(screen, tax_id)


def fill_in_secrets(screen: Screen, tax_id: str) -> None:
    screen.page.get_by_label("Social Security number").fill(tax_id)
    screen.page.get_by_label("Choose a password").fill(CUSTOMER_PASSWORD)


def test_someone_applies_on_a_phone_without_script(harbor: World, screens: Screens) -> None:
    screen = screens.of(harbor.hosts["portal"], phone=True, scripts=False)
    page = screen.page
    screen.open("/apply")
    page.get_by_text("Account terms", exact=True).click()
    assert page.get_by_text("The terms of Harbor's account.").is_visible()
    fill_in(screen, "078-05-1120")
    page.get_by_role("button", name="Apply").click()

    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.get_by_label("Last name").input_value() == "Mbeki"
    assert all(consent.is_checked() for consent in page.get_by_role("checkbox").all())
    fill_in_secrets(screen, ADDRESS_DIFFERS)
    page.get_by_role("button", name="Apply").click()

    page.get_by_role("heading", name="Your application").wait_for()
    drain(only=Only(partners=[harbor.partner_id]))
    page.get_by_role("link", name="Check again").click()
    page.get_by_text("A person of our team is looking").wait_for()


@BOTH
def test_the_page_that_waits_shows_the_answer_by_itself(
    harbor: World, screens: Screens, *, phone: bool
) -> None:
    screen = screens.of(harbor.hosts["portal"], phone=phone)
    screen.open("/apply")
    screen.is_accessible()
    screen.page.get_by_role("button", name="Apply").click()
    screen.page.locator("[data-error-summary]").wait_for()
    screen.is_accessible()
    fill_in(screen, "512-01-4329")
    screen.page.get_by_role("button", name="Apply").click()
    screen.page.get_by_text("We have your application").wait_for()
    screen.is_accessible()

    drain(only=Only(partners=[harbor.partner_id]))

    screen.page.get_by_text("Available balance").wait_for()
    screen.is_accessible()


@BOTH
def test_staff_decide_what_was_referred(
    application: Dispatcher, harbor: World, screens: Screens, *, phone: bool
) -> None:
    arkady = harbor.applies("Arkady", "Voskresensky").is_assessed()
    staff = seated(screens, sign_in_staff(application, harbor, "compliance"), phone=phone)
    page = staff.page
    staff.open("/applications?status=referred")
    staff.is_accessible()
    page.get_by_role("link", name="Arkady Voskresensky").click()
    page.get_by_role("button", name="Record decision").click()
    page.locator("[data-error-summary]").wait_for()
    staff.is_accessible()
    page.get_by_label("Approve, and open the account").check()
    page.get_by_label("Why").fill("Born 1985, not 1968: another person.")
    page.get_by_role("button", name="Record decision").click()

    page.get_by_text("Decided by").first.wait_for()
    staff.is_accessible()
    page.get_by_role("link", name="See customer").click()
    page.get_by_role("heading", name="Sanctions screening").wait_for()
    staff.is_accessible()
    assert len(arkady.accounts) == 1


@BOTH
def test_a_frozen_account_is_seen_on_both_sides(
    application: Dispatcher, harbor: World, screens: Screens, *, phone: bool
) -> None:
    harbor.ada.is_given("$100.00")
    path = f"/accounts/{shown('account', harbor.ada.account_id)}"
    staff = seated(screens, sign_in_staff(application, harbor, "compliance"), phone=phone)
    staff.open("/accounts")
    staff.is_accessible()
    staff.open(path)
    staff.page.get_by_role("link", name="Freeze").click()
    staff.page.get_by_label("Why").fill("Reported stolen phone")
    staff.page.get_by_role("button", name="Freeze account").click()
    staff.page.get_by_role("link", name="Unfreeze").wait_for()
    staff.is_accessible()

    ada = seated(screens, sign_in_customer(application, harbor, harbor.ada), phone=phone)
    for where in ("/", path):
        ada.open(where)
        ada.page.get_by_text("This account is frozen").wait_for()
        ada.is_accessible()


def test_names_are_found_while_they_are_typed(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    people = [harbor.applies("Ada", "Okafor"), harbor.applies("Mia", "Olsen")]
    staff = seated(screens, sign_in_staff(application, harbor, "support"), phone=False)
    staff.open("/customers")
    staff.is_accessible()
    staff.page.locator("#list-search").press_sequentially("ols")

    staff.page.get_by_role("link", name=people[0].name).wait_for(state="detached")
    assert staff.page.get_by_role("link", name=people[1].name).is_visible()
    assert "q=ols" in staff.page.url
