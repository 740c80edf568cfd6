"""The notice before a session ends, in a real browser whose clock runs ahead."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.banking.access.actions.end_sessions import end_sessions_of
from app.banking.access.tables import LoginRow
from app.kernel.actor import OPERATOR
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screen, Screens
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")


@pytest.fixture
def officer(application: Dispatcher, harbor: World) -> Visitor:
    return sign_in_staff(application, harbor, "bsa_officer")


def let_in(screen: Screen, visitor: Visitor) -> None:
    cookie = visitor.client.get_cookie("__Host-login", visitor.host)
    assert cookie
    kept = {"name": cookie.key, "value": cookie.value, "secure": True}
    screen.page.context.add_cookies([{**kept, "url": f"https://{screen.host}"}])


def keep(screen: Screen, name: str) -> None:
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / f"session-{name}.png")


@pytest.mark.parametrize("phone", [False, True])
def test_somebody_who_is_there_stays_and_somebody_who_left_is_out(
    harbor: World, officer: Visitor, screens: Screens, phone: bool
) -> None:
    screen = screens.of(officer.host, phone=phone)
    let_in(screen, officer)
    page = screen.page
    page.clock.install()
    screen.open("/security")
    notice = page.get_by_role("alertdialog", name="Still there?")
    page.clock.run_for("11:30")
    expect(notice).to_be_hidden()
    page.clock.run_for("01:45")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Time left: 1:")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    screen.is_accessible()
    keep(screen, "ending-390" if phone else "ending-1280")
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden()
    page.clock.run_for("10:00")
    expect(notice).to_be_hidden()
    page.clock.run_for("04:00")
    expect(notice).to_be_visible()
    page.keyboard.press("Escape")
    expect(notice).to_be_hidden()
    with partner_work(harbor.house_id) as db:
        ended = db.query(LoginRow).filter_by(email=officer.email).one()
        end_sessions_of(db, ended.id, actor=OPERATOR, wall=wall_now())
    page.clock.run_for("16:00")
    page.wait_for_url("**/sign-in?next=**")


def test_without_script_the_page_says_it(officer: Visitor, screens: Screens) -> None:
    screen = screens.of(officer.host, phone=True, scripts=False)
    let_in(screen, officer)
    screen.open("/security")
    said = screen.page.get_by_role("complementary", name="End of your session")
    expect(said).to_contain_text("you will be signed out")
    said.scroll_into_view_if_needed()
    keep(screen, "without-script")
    said.get_by_role("button", name="Stay signed in").click()
    screen.page.wait_for_url("**/security")
