"""The operator's pages and a bank's ledger checks in a real browser, wide and narrow."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.banking.invariants.looking import look
from app.config import Config
from app.storage.clock import wall_now
from app.storage.operators import make_link
from app.storage.session import clock_reading
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import sign_in_staff
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.tampers]
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")
BENT = (
    "update ledger_account set current_minor = current_minor + %s where partner_id = %s and id = %s"
)
GIVEN_UP = (
    "update outbox set failed_at = now(), attempts = 10, last_error = %s "
    "where partner_id = %s and kind = 'application.decide'"
)


@pytest.fixture
def broken(harbor: World) -> Iterator[World]:
    """Books that somebody with the keys to the database has bent, until the test is over."""
    harbor.ada.is_given("120.00")
    harbor.grace.is_given("80.00")
    harbor.applies("Noor", "Haddad")
    admin = harbor.config.database.admin
    assert admin is not None
    address = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    account = (harbor.partner_id, harbor.ada.ledger_account_id)
    with psycopg.connect(address, autocommit=True) as db:
        db.execute(BENT, (700, *account))
        db.execute(GIVEN_UP, (f"LookupError: no {'handler' * 8}", harbor.partner_id))
        look(wall_now)
        yield harbor
        db.execute(BENT, (-700, *account))
    look(wall_now)


def test_the_operator_sees_the_row_wide_and_narrow(
    installation: Config, broken: World, screens: Screens
) -> None:
    for phone, scripts in ((False, True), (True, True), (True, False)):
        screen = screens.of(installation.operator_host, phone=phone, scripts=scripts)
        for name, path in (("out", "/"), ("gone", f"/sign-in/{'x' * 43}")):
            look_at(screen, name, path, phone=phone, scripts=scripts)
        comes_in(screen)
        for name, path in (("invariants", "/"), ("seals", "/seals"), ("work", "/work")):
            look_at(screen, name, path, phone=phone, scripts=scripts)
        screen.open("/")
        screen.page.get_by_role("button", name="Check now").click()
        assert screen.page.get_by_text("Looked at all ten").is_visible()
        assert screen.page.get_by_text("kept as 12700, its entries come to 12000").is_visible()
        if scripts:
            screen.is_accessible()


def test_an_officer_sees_the_row_of_the_banks_own_partner(
    application: Dispatcher, broken: World, screens: Screens
) -> None:
    officer = sign_in_staff(application, broken, "examiner")
    token = officer.client.get_cookie("__Host-login", officer.host)
    assert token
    for phone in (False, True):
        screen = screens.of(broken.hosts["oversight"], phone=phone)
        cookie = {"name": "__Host-login", "value": token.value, "secure": True}
        screen.page.context.add_cookies([{**cookie, "url": f"https://{screen.host}"}])
        look_at(screen, "checks", "/checks", phone=phone, scripts=True)
        assert screen.page.get_by_text("kept as 12700, its entries come to 12000").is_visible()
        screen.page.get_by_role("link", name="Ledger account", exact=True).click()
        screen.page.wait_for_url("**/ledger/accounts/**")
        assert "ledger account" in screen.page.title()


def test_another_bank_sees_nothing_of_it(
    application: Dispatcher, broken: World, screens: Screens
) -> None:
    officer = sign_in_staff(application, broken.tally, "examiner")

    page = officer.get("/checks").text

    assert "Ledger checks" in page
    assert "12700" not in page


def comes_in(screen: Screen) -> None:
    with clock_reading() as db:
        link = make_link(db, wall=wall_now())
    screen.open(f"/sign-in/{link}")
    screen.page.get_by_role("button", name="Sign in").click()
    screen.page.get_by_role("heading", name="Invariants", exact=True).wait_for()


def look_at(screen: Screen, name: str, path: str, *, phone: bool, scripts: bool) -> None:
    screen.open(path)
    if not scripts:
        return  # axe is a script itself; here the page only has to be there
    screen.is_accessible()
    if PICTURES:
        width = 390 if phone else 1280
        screen.page.screenshot(path=Path(PICTURES) / f"operator-{name}-{width}.png", full_page=True)
