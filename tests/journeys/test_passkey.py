"""A passkey in a real browser: Chromium's virtual authenticator makes it and signs with it."""

import pyotp
import pytest

from app.banking.access.actions.add_user import UserOrder, add_user
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import STAFF_PASSWORD
from tests.world import World

pytestmark = pytest.mark.browser


def hold_authenticator(screen: Screen) -> None:
    """A platform authenticator that always finds the right finger."""
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def new_user(harbor: World, email: str, secret: str | None) -> None:
    with partner_work(harbor.partner_id) as db:
        order = UserOrder(email, "Priya Raman", "owner", STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=harbor.now)


def give_password(screen: Screen, email: str) -> None:
    screen.open("/security")
    screen.page.get_by_label("E-mail").fill(email)
    screen.page.get_by_label("Password").fill(STAFF_PASSWORD)
    screen.page.get_by_role("button", name="Sign in").click()


def heading(screen: Screen, name: str) -> None:
    screen.page.get_by_role("heading", name=name, exact=True).wait_for()


@pytest.mark.parametrize("phone", [False, True], ids=["1280", "390"])
def test_a_first_sign_in_makes_a_passkey_that_then_signs_in_alone(
    harbor: World, screens: Screens, *, phone: bool
) -> None:
    new_user(harbor, "priya@harbor.example", None)
    screen = screens.of(harbor.hosts["console"], phone=phone)
    hold_authenticator(screen)
    give_password(screen, "priya@harbor.example")
    heading(screen, "Set up a second factor")
    screen.is_accessible()
    screen.page.get_by_label("What to call it").fill("This laptop")
    screen.page.get_by_role("button", name="Make a passkey").click()
    heading(screen, "Recovery codes")
    screen.page.get_by_role("button", name="Make ten codes").click()
    screen.page.get_by_text("Keep these codes").wait_for()
    screen.is_accessible()
    screen.page.get_by_role("link", name="I have kept them").click()
    heading(screen, "Security")
    screen.page.get_by_text("This laptop").wait_for()
    screen.page.get_by_text("10 of ten left").wait_for()
    screen.is_accessible()
    screen.page.context.clear_cookies()
    screen.open("/security")
    screen.is_accessible()
    screen.page.get_by_role("button", name="Use a passkey").click()
    heading(screen, "Security")
    screen.page.get_by_role("link", name="Manage").click()
    heading(screen, "Passkeys")
    screen.is_accessible()
    screen.open("/security/sessions")
    heading(screen, "Where you are signed in")
    screen.is_accessible()


def test_a_passkey_is_the_second_factor_and_the_proof(harbor: World, screens: Screens) -> None:
    secret = pyotp.random_base32()
    new_user(harbor, "priya@harbor.example", secret)
    screen = screens.of(harbor.hosts["console"])
    hold_authenticator(screen)
    give_password(screen, "priya@harbor.example")
    screen.page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    screen.page.keyboard.press("Enter")
    heading(screen, "Security")
    screen.page.get_by_role("link", name="Add a passkey").click()
    screen.page.get_by_role("button", name="Make a passkey").click()
    heading(screen, "Security")
    screen.page.context.clear_cookies()
    give_password(screen, "priya@harbor.example")
    heading(screen, "One more step")
    screen.is_accessible()
    screen.page.get_by_role("button", name="Use a passkey").click()
    heading(screen, "Security")
    screen.open("/security/proof?next=/security/sessions")
    screen.is_accessible()
    screen.page.get_by_role("button", name="Use a passkey").click()
    heading(screen, "Where you are signed in")


def test_without_script_the_page_says_what_passkeys_need(harbor: World, screens: Screens) -> None:
    screen = screens.of(harbor.hosts["console"], scripts=False)
    screen.open("/sign-in")
    screen.page.get_by_text("Passkeys need JavaScript").wait_for()
    assert not screen.page.get_by_role("button", name="Use a passkey").is_visible()
