"""Statements in a real browser: made while one waits, and nothing for axe, wide and narrow."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from app.banking.events.leases import Only
from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from app.workers.installed import install
from app.workers.run import drain
from tests.journeys.conftest import PHONES, Screen, Screens
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")
APRIL = date(2026, 4, 1)
RENDERING_MS = 60_000
MOMENTS = (
    ("2120.89", "Payroll Corner Market"),
    ("-1450.00", "Rent, April"),
    ("-42.50", "For the tickets"),
    ("-84.12", "Electricity"),
    ("18.00", "A refund"),
)


@pytest.fixture
def stated(harbor: World) -> World:
    """Ada with two months behind her, the second one eventful; Grace with quiet ones."""
    install(harbor.config)
    harbor.books(harbor.ada, "512.40", "Opening deposit")
    assert harbor.grace
    harbor.month_ends()
    for amount, words in MOMENTS:
        harbor.wait(days=4)
        harbor.books(harbor.ada, amount, words)
    harbor.month_ends()
    for person in (harbor.ada, harbor.grace):
        harbor.charges_fee(person, APRIL)
        harbor.issues(person, APRIL)
    return harbor


def test_a_customer_waits_for_her_pdf_and_gets_it(
    application: Dispatcher, stated: World, screens: Screens
) -> None:
    screen = screens.of(stated.hosts["portal"], phone=True)
    let_in(screen, sign_in_customer(application, stated, stated.ada))
    screen.open(f"/statements/{shown('statement', stated.issues(stated.ada, APRIL))}")
    screen.page.get_by_role("link", name="Download PDF").click()
    screen.page.get_by_text("The PDF is being made").wait_for()
    screen.is_accessible()
    take_picture(screen, "waiting-390")
    with a_worker(stated):
        screen.page.get_by_text("The PDF is ready").wait_for(timeout=RENDERING_MS)
    screen.is_accessible()
    take_picture(screen, "ready-390")
    with screen.page.expect_download() as download:
        screen.page.get_by_role("link", name="Download PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert download.value.suggested_filename.startswith("harbor-statement-2026-04-")


@pytest.mark.parametrize("phone", PHONES)
def test_every_page_about_statements_is_accessible(
    application: Dispatcher, stated: World, screens: Screens, phone: bool
) -> None:
    statement = f"/statements/{shown('statement', stated.issues(stated.ada, APRIL))}"
    quiet = f"/statements/{shown('statement', stated.issues(stated.grace, APRIL))}"
    account = shown("account", stated.ada.account_id)
    width = "390" if phone else "1280"
    customer = screens.of(stated.hosts["portal"], phone=phone)
    let_in(customer, sign_in_customer(application, stated, stated.ada))
    staff = screens.of(stated.hosts["console"], phone=phone)
    let_in(staff, sign_in_staff(application, stated))
    looks = (
        (customer, "portal-list", "/statements"),
        (customer, "portal-one", statement),
        (customer, "portal-account", f"/accounts/{account}"),
        (staff, "console-list", "/statements"),
        (staff, "console-narrowed", f"/statements?account={account}"),
        (staff, "console-one", statement),
        (staff, "console-quiet", quiet),
        (staff, "console-late", f"{statement}/document?looks=45"),
        (staff, "console-account", f"/accounts/{account}"),
    )
    for screen, name, path in looks:
        screen.open(path)
        screen.is_accessible()
        take_picture(screen, f"{name}-{width}")


def let_in(screen: Screen, visitor: Visitor) -> None:
    """The window goes on where the visitor signed in."""
    token = visitor.client.get_cookie("__Host-login", visitor.host)
    assert token
    cookie = {"name": "__Host-login", "value": token.value, "secure": True}
    screen.page.context.add_cookies([{**cookie, "url": f"https://{screen.host}"}])


@contextmanager
def a_worker(world: World) -> Iterator[None]:
    """Somebody renders what waits, meanwhile."""
    only = Only(kinds=["statement.render"], partners=[world.partner_id])
    thread = threading.Thread(target=drain, kwargs={"only": only})
    thread.start()
    yield
    thread.join()


def take_picture(screen: Screen, name: str) -> None:
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"statements-{name}.png", full_page=True)
