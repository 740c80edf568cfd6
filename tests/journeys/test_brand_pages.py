"""A brand changes its look in a real browser: seen before, decided by the bank, brought back."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.web.dispatch import Dispatcher
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


def test_a_colour_goes_from_the_studio_to_the_portal_and_back(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    studio = screens.of(harbor.hosts["console"])
    bank = screens.of(harbor.hosts["oversight"])
    portal = screens.of(harbor.hosts["portal"])
    let_in(studio, sign_in_staff(application, harbor))
    let_in(bank, sign_in_staff(application, harbor, "oversight_officer"))
    page, frame = studio.page, studio.page.frame_locator("[data-preview] iframe")

    studio.open("/brand")
    frame.get_by_text("Corner Market payroll").wait_for()
    page.get_by_label("Brand colour", exact=True).fill(TEAL)
    page.keyboard.press("Tab")
    page.locator("#studio-outcome").get_by_text("Draft kept").wait_for()
    until(lambda: TEAL in page.evaluate(FRAMED))
    studio.is_accessible()
    picture(studio, "studio")
    page.get_by_role("link", name="Phone").click()
    page.locator(".preview-phone").wait_for()
    page.get_by_role("link", name="Dark", exact=True).click()
    frame.locator("html[data-scheme='dark']").wait_for()
    picture(studio, "studio-phone-dark")

    studio.open("/brand/review")
    page.get_by_role("textbox", name="Note").fill("For the spring.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("is looking at it").wait_for()
    picture(studio, "version")

    bank.open("/brands")
    bank.page.get_by_role("link", name="Version 2").click()
    bank.page.get_by_label("Yes, it may be published").check()
    bank.is_accessible()
    picture(bank, "decision")
    bank.page.get_by_role("button", name="Decide").click()
    bank.page.get_by_text("Approved.").wait_for()

    portal.open("/sign-in")
    assert TEAL not in portal.page.evaluate(BRAND_OF)
    page.reload()
    page.get_by_role("button", name="Publish now").click()
    page.get_by_text("Customers see it from now on.").wait_for()
    portal.page.reload()
    assert TEAL in portal.page.evaluate(BRAND_OF)
    picture(portal, "portal")

    studio.open("/brand/versions")
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("button", name="Roll back to this").click()
    page.get_by_text("Customers see this version again.").wait_for()
    portal.page.reload()
    assert TEAL not in portal.page.evaluate(BRAND_OF)


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
