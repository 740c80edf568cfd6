"""A brand changes its look in a real browser: seen before, decided by the bank, brought back."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.web.dispatch import Dispatcher
from tests.accessibility.test_keyboard import Hands
from tests.banking.test_brands import TEAL, WINE, published, submitted
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")
FRAMED = (
    "getComputedStyle(document.querySelector('[data-preview] iframe').contentDocument"
    ".documentElement).getPropertyValue('--brand')"
)
LOOKS, PAUSE = 100, 0.2
BRAND_OF = "getComputedStyle(document.documentElement).getPropertyValue('--brand')"


def let_in(screen: Screen, visitor: Visitor) -> None:
    cookie = visitor.client.get_cookie("__Host-login", visitor.host)
    assert cookie
    screen.page.context.add_cookies(
        [
            {
                "name": "__Host-login",
                "value": cookie.value,
                "url": f"https://{screen.host}",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )


def until(is_so: Callable[[], bool]) -> None:
    """A page's policy lets nobody evaluate text in it, so it is asked again and again."""
    for _ in range(LOOKS):
        if is_so():
            return
        time.sleep(PAUSE)
    raise AssertionError("it did not come")


def picture(screen: Screen, name: str) -> None:
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("phone", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_a_look_goes_from_a_preset_to_the_portal_and_back_by_the_keyboard_alone(
    application: Dispatcher, harbor: World, screens: Screens, phone: bool
) -> None:
    studio = screens.of(harbor.hosts["console"], phone=phone)
    bank = screens.of(harbor.hosts["oversight"], phone=phone)
    portal = screens.of(harbor.hosts["portal"], phone=phone)
    let_in(studio, sign_in_staff(application, harbor))
    let_in(bank, sign_in_staff(application, harbor, "oversight_officer"))
    hands, size = Hands(studio.page), "narrow" if phone else "wide"

    studio.open("/brand")
    hands.skips()
    hands.presses("^Start from a preset$")
    hands.presses("^Tally$")
    hands.reads("The draft begins with Tally now.")
    picture(studio, f"walk-1-preset-{size}")
    changes_its_colour(hands, studio, size)
    hands.presses("^Send to Cedar Bank", backwards=True)
    hands.reads("The bank looks at every version")
    hands.skips()
    hands.writes("^Note", "For the spring.")
    picture(studio, f"walk-3-review-{size}")
    hands.presses("^Send$")
    hands.reads("is looking at it")
    picture(studio, f"walk-4-sent-{size}")

    decides(bank, size)

    portal.open("/sign-in")
    assert TEAL not in portal.page.evaluate(BRAND_OF)
    studio.page.reload()
    hands.skips()
    picture(studio, f"walk-6-approved-{size}")
    hands.presses("^Publish now$")
    hands.reads("Customers see it from now on.")
    picture(studio, f"walk-7-published-{size}")
    portal.page.reload()
    assert TEAL in portal.page.evaluate(BRAND_OF)
    picture(portal, f"walk-8-portal-{size}")

    hands.skips()
    hands.presses("^Roll back to version 1$")
    hands.reads("Customers see this version again.")
    picture(studio, f"walk-9-back-{size}")
    portal.page.reload()
    assert TEAL not in portal.page.evaluate(BRAND_OF)


def changes_its_colour(hands: Hands, studio: Screen, size: str) -> None:
    """The preview takes it at once, as a phone has it, in the dark."""
    page, frame = studio.page, studio.page.frame_locator("[data-preview] iframe")
    frame.get_by_text("Corner Market payroll").wait_for()
    hands.skips()
    hands.writes("^Brand color", TEAL)
    page.keyboard.press("Tab")
    page.locator("#studio-outcome").get_by_text("Draft kept").wait_for()
    until(lambda: TEAL in page.evaluate(FRAMED))
    studio.is_accessible()
    hands.presses("^Phone$")
    page.locator(".preview-phone").wait_for()
    hands.presses("^Dark$")
    frame.locator("html[data-scheme='dark']").wait_for()
    picture(studio, f"walk-2-studio-{size}")


def decides(bank: Screen, size: str) -> None:
    """An officer of the bank says yes, by the keyboard too."""
    hands = Hands(bank.page)
    bank.open("/brands")
    hands.skips()
    hands.presses("^Version 2")
    hands.reads("What changes")
    bank.is_accessible()
    hands.skips()
    hands.goes_to("^Yes, it may be published$")
    bank.page.keyboard.press("Space")
    picture(bank, f"walk-5-decision-{size}")
    hands.presses("^Decide$")
    hands.reads("Approved.")


@pytest.mark.soak  # each of them is looked at by axe in each run, in some width and scheme
def test_the_brand_pages_are_for_everybody(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    """Wide and narrow, light and dark; nothing for axe to find."""
    published(harbor, TEAL)
    submitted(harbor, WINE)
    owner = sign_in_staff(application, harbor)
    officer = sign_in_staff(application, harbor, "oversight_officer")
    own = {
        "studio": "/brand?page=send",
        "contrast": "/brand/contrast",
        "versions": "/brand/versions",
        "comparison": "/brand/comparison?page=sign-in",
        "import": "/brand/import",
        "review": "/brand/review",
    }
    for phone, scheme in ((False, "dark"), (True, "light")):
        for visitor, surface, pages in (
            (owner, "console", own),
            (officer, "oversight", {"brands": "/brands"}),
        ):
            screen = screens.of(harbor.hosts[surface], phone=phone)
            screen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            let_in(screen, visitor)
            for name, path in pages.items():
                screen.open(path)
                screen.is_accessible()
                picture(screen, f"{name}-{'narrow' if phone else 'wide'}-{scheme}")
