"""A forgotten password in a real browser: the letter, the link, and the second factor after it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from flask import Flask

from app.banking.access.actions.add_user import UserOrder, add_user
from app.banking.access.actions.enrol_customer import enrol_customer
from app.banking.events.leases import Only
from app.kernel.actor import OPERATOR
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.workers.run import drain
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import CUSTOMER_PASSWORD, STAFF_PASSWORD
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")
PRIYA, ADA = "priya@harbor.example", "ada@example.com"
NEW_PASSWORD = "a long walk along the harbor"


@pytest.fixture(autouse=True)
def _links_lead_here(application: Dispatcher, port: int) -> Iterator[None]:
    """The surfaces listen on a port of the test's own, so letters have to say that one."""
    surfaces = [each for each in application.surfaces.values() if isinstance(each, Flask)]
    before = surfaces[0].config["GUILDHALL"]
    for surface in surfaces:
        surface.config["GUILDHALL"] = replace(before, port=port)
    yield
    for surface in surfaces:
        surface.config["GUILDHALL"] = before


def looks_at(screen: Screen, name: str) -> None:
    screen.is_accessible()
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"letters-{name}.png", full_page=True)


def mail_comes() -> None:
    drain(only=Only(kinds=("password_reset.ask", "mail.send")))


def asks_for_a_new_password(screen: Screen, email: str) -> None:
    screen.open("/sign-in")
    screen.page.get_by_role("link", name="Forgot your password?").click()
    looks_at(screen, "forgotten")
    screen.page.get_by_label("E-mail").fill(email)
    screen.page.keyboard.press("Enter")
    screen.page.get_by_role("heading", name="Look at your mail").wait_for()
    looks_at(screen, "asked")
    mail_comes()


def opens_the_letter(screen: Screen, subject: str) -> Screen:
    """From the mailbox into the letter as a mail program shows it; its link opens beside."""
    page = screen.page
    screen.open("/mailbox")
    looks_at(screen, "mailbox")
    page.get_by_role("link", name=subject).first.click()
    page.get_by_role("heading", name="As plain text").wait_for()
    looks_at(screen, "letter")
    letter = page.frame_locator("iframe")
    with page.context.expect_page() as opened:
        letter.get_by_role("link").first.click()
    beside = Screen(opened.value, screen.port, screen.host)
    beside.page.wait_for_load_state()
    return beside


def test_a_forgotten_password_leads_back_in_by_the_second_factor(
    harbor: World, screens: Screens
) -> None:
    secret = pyotp.random_base32()
    with partner_work(harbor.partner_id) as db:
        order = UserOrder(PRIYA, "Priya Raman", "owner", STAFF_PASSWORD, secret)
        add_user(db, order, actor=OPERATOR, now=harbor.now)
    screen = screens.of(harbor.hosts["console"])
    asks_for_a_new_password(screen, PRIYA)

    beside = opens_the_letter(screen, "Choose a new Harbor password")

    page = beside.page
    looks_at(beside, "reset")
    assert page.evaluate("document.referrer") == ""
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Your password is changed").wait_for()
    looks_at(beside, "signin")
    page.get_by_label("E-mail").fill(PRIYA)
    page.get_by_label("Password", exact=True).fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_url(f"http://{screen.host}:{screen.port}/")


def test_an_address_is_confirmed_on_a_phone_without_scripts(
    harbor: World, screens: Screens
) -> None:
    with partner_work(harbor.partner_id) as db:
        enrol_customer(
            db,
            customer_id=harbor.ada.customer_id,
            known_as=(ADA, "Ada Okafor"),
            password=CUSTOMER_PASSWORD,
            actor=OPERATOR,
            now=harbor.now,
        )
    screen = screens.of(harbor.hosts["portal"], phone=True)
    page = screen.page
    screen.open("/sign-in")
    page.get_by_label("E-mail").fill(ADA)
    page.get_by_label("Password", exact=True).fill(CUSTOMER_PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Confirm your e-mail address").wait_for()
    looks_at(screen, "notice")
    page.get_by_role("button", name="Send it again").click()
    page.get_by_text("A message is on its way").wait_for()
    mail_comes()

    beside = opens_the_letter(screen, "Confirm your e-mail address for Harbor")

    looks_at(beside, "verification")
    beside.page.get_by_role("button", name="Yes, this is my address").click()
    beside.page.get_by_text("Your e-mail address is confirmed").wait_for()
    screen.open("/")
    assert not page.get_by_text("Open the message that we sent").is_visible()
