"""The bank's pages in a real browser: nothing for axe to find, wide and narrow."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
ERROR_ON = 18
DROPPED = "delete from movement where amount_minor = -1825 and booked_on = ?"
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")


@pytest.fixture
def cedar(harbor: World) -> World:
    """Two weeks of traffic at two brands up to now; on one day a row is dropped at the bank."""
    harbor.bank_keeps_books()
    harbor.clock.now = wall_now() - timedelta(days=14)
    harbor.next_day()
    people = [harbor.becomes_customer(name, "Okafor") for name in ("Ada", "Lin", "Noor")]
    while harbor.now < wall_now() - timedelta(days=1):
        for number, person in enumerate(people, start=1):
            harbor.fed_brings(person, f"{number * 412 + harbor.today.day * 13}.{number}7")
        harbor.juniper.fed_brings(harbor.juniper.ada, f"{harbor.today.day}70.00")
        people[0].sends_to(people[1], "12.00")
        people[2].sends_ach("41.50")
        people[0].sends_ach("18.25")
        harbor.window_closes()
        harbor.fed_settles()
        if harbor.today.day == ERROR_ON:
            harbor.bank_errs(DROPPED, harbor.today.isoformat())
        harbor.day_ends()
        harbor.next_day()
    return harbor


def test_an_officer_looks_at_the_money_wide_and_narrow(
    application: Dispatcher, cedar: World, screens: Screens
) -> None:
    officer = sign_in_staff(application, cedar, "oversight_officer")
    pages = {
        "home": "/",
        "partners": "/partners",
        "partner": f"/partners/{shown('partner', cedar.partner_id)}",
        "cash": "/cash",
        "breaks": "/cash/breaks",
        "days": "/cash/days",
        "applications": "/partners/applications",
        "break": f"/cash/breaks/{shown('break', cedar.open_breaks[0].id)}",
    }
    for phone in (False, True):
        screen = screens.of(cedar.hosts["oversight"], phone=phone)
        let_in(screen, officer)
        for name, path in pages.items():
            screen.open(path)
            screen.is_accessible()
            take_picture(screen, f"{name}-{'390' if phone else '1280'}")


def let_in(screen: Screen, officer: Visitor) -> None:
    """The window goes on where the officer signed in."""
    token = officer.client.get_cookie("__Host-login", officer.host)
    assert token
    cookie = {"name": "__Host-login", "value": token.value, "secure": True}
    screen.page.context.add_cookies([{**cookie, "url": f"https://{screen.host}"}])


def take_picture(screen: Screen, name: str) -> None:
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"oversight-{name}.png", full_page=True)
