"""The doors of the three surfaces, in a real browser."""

import pyotp
import pytest

from app.banking.access.actions.add_user import UserOrder, add_user
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import STAFF_PASSWORD
from tests.world import World

pytestmark = pytest.mark.browser


def sign_in(screen: Screen, email: str, secret: str) -> None:
    """Through the form, as a person does: with the keyboard alone."""
    screen.open("/security")
    screen.page.get_by_label("E-mail").fill(email)
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type(STAFF_PASSWORD)
    screen.page.keyboard.press("Enter")
    screen.page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("heading", name="Security").wait_for()


@pytest.mark.parametrize("phone", [False, True], ids=["1280", "390"])
@pytest.mark.parametrize("surface", ["console", "oversight"])
def test_staff_sign_in_with_two_factors(
    harbor: World, screens: Screens, surface: str, *, phone: bool
) -> None:
    secret = pyotp.random_base32()
    role = "owner" if surface == "console" else "oversight_officer"
    owner = harbor.partner_id if surface == "console" else harbor.house_id
    with partner_work(owner) as db:
        order = UserOrder("priya@harbor.example", "Priya Raman", role, STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=harbor.now)
    screen = screens.of(harbor.hosts[surface], phone=phone)
    screen.open("/sign-in")
    screen.is_accessible()
    sign_in(screen, "priya@harbor.example", secret)
    screen.is_accessible()


def test_a_wrong_password_says_what_to_do_and_takes_focus(harbor: World, screens: Screens) -> None:
    screen = screens.of(harbor.hosts["portal"], phone=True)
    screen.open("/sign-in")
    screen.page.get_by_label("E-mail").fill("ada@example.com")
    screen.page.get_by_label("Password").fill("not the right one at all")
    screen.page.get_by_role("button", name="Sign in").click()
    summary = screen.page.locator("[data-error-summary]")
    summary.wait_for()
    assert summary.evaluate("node => node === document.activeElement")
    screen.is_accessible()


def test_an_unknown_host_is_a_quiet_dead_end(screens: Screens) -> None:
    screen = screens.of("nobody.localhost")
    screen.open("/")
    assert screen.page.get_by_role("heading").inner_text() == "Nothing here"
    screen.is_accessible()
