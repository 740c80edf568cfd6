"""A team's pages in a real browser: nothing for axe to find, wide and narrow."""

import os
from pathlib import Path

import pytest

from app.banking.approvals.actions.set_rule import RuleOrder, set_rule
from app.banking.approvals.rules import Terms
from app.banking.team.actions.enter_support import enter_support
from app.banking.team.actions.invite import invite
from app.banking.team.rules import Invitation
from app.kernel.actor import OPERATOR
from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.storage.operators import make_link
from app.storage.session import clock_reading, partner_work
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import PHONES, Screen, Screens
from tests.team_verbs import allows, as_user, is_helped, joins
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("GUILDHALL_PICTURES", "")


@pytest.fixture
def teamed(harbor: World) -> World:
    """Somebody in most roles, an invitation that waits, a rule, a network, and a look."""
    for name, role in (("Pascal Reed", "operations"), ("Carmen Diaz", "compliance")):
        joins(harbor, name, role)
    owner = as_user(joins(harbor, "Olive Hart", "owner"), "Olive Hart", "owner")
    nora = Invitation("Nora Quist", "nora@harbor.example", "operations")
    with partner_work(harbor.partner_id) as db:
        invite(db, nora, actor=owner, now=harbor.now, wall=wall_now())
        rule = RuleOrder("partner", Terms("users.change_role", frozenset({"owner", "compliance"})))
        set_rule(db, rule, actor=owner, now=harbor.now)
        enter_support(db, is_helped(harbor).link, actor=OPERATOR, wall=wall_now())
    return harbor


@pytest.mark.parametrize("phone", PHONES)
def test_a_team_is_looked_after(
    application: Dispatcher, teamed: World, screens: Screens, *, phone: bool
) -> None:
    silas = joins(teamed, "Silas Boone", "support")
    owner = sign_in_staff(application, teamed, "owner")
    allows(teamed, "127.0.0.0/8")  # where the browser is; a client without one comes from nowhere
    pages = {
        "home": "/",
        "people": "/team",
        "member": f"/team/{shown('login', silas)}",
        "invite": "/team/invitations/new",
        "permissions": "/team/permissions",
        "addresses": "/team/addresses",
        "support": "/team/support",
    }
    screen = screens.of(teamed.hosts["console"], phone=phone)
    let_in(screen, owner, "__Host-login")
    look_at(screen, pages, f"console-{{}}-{'390' if phone else '1280'}")


def test_who_looks_in_and_who_examines_see_it_on_every_page(
    application: Dispatcher, teamed: World, screens: Screens
) -> None:
    helper = Visitor(application, teamed.hosts["console"])
    helper.post(f"/support-access/{is_helped(teamed).link}")
    hugh = sign_in_staff(application, teamed, "examiner")
    for phone in (False, True):
        wide = "390" if phone else "1280"
        screen = screens.of(helper.host, phone=phone)
        let_in(screen, helper, "__Host-support")
        look_at(screen, {"payments": "/payments"}, f"support-{{}}-{wide}")
        assert "looks as owner" in screen.page.inner_text("body")
        screen = screens.of(hugh.host, phone=phone)
        let_in(screen, hugh, "__Host-login")
        look_at(screen, {"partners": "/", "team": "/team"}, f"examiner-{{}}-{wide}")
        screen.page.emulate_media(media="print")
        assert screen.page.locator(".band-copy").evaluate("e => getComputedStyle(e).position") == (
            "fixed"
        ), "on paper it stands on each sheet"


def test_an_operator_follows_the_link_into_a_console(
    application: Dispatcher, harbor: World, screens: Screens
) -> None:
    """From host to host in a browser: another site may link to a console, and do no more."""
    with clock_reading() as db:
        link = make_link(db, wall=wall_now())
    screen = screens.of("operator.localhost")
    page = screen.page
    screen.open(f"/sign-in/{link}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Support access").click()
    page.get_by_label("Partner").select_option(str(harbor.partner_id))
    page.get_by_label("Look as").select_option("support")
    page.get_by_label("Your name").fill("Priya Raman")
    page.get_by_label("Why").fill("A statement does not open")
    page.get_by_label("Ticket").fill("SUP-1042")
    screen.is_accessible()
    page.get_by_role("button", name="Make a link").click()
    screen.is_accessible()
    page.get_by_role("link", name="Open Harbor").click()
    assert page.url.startswith(f"http://{harbor.hosts['console']}:{screen.port}/support-access/")
    screen.is_accessible()
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Priya Raman looks as support").wait_for()
    page.get_by_role("button", name="End").click()
    page.get_by_role("heading", name="Support access is over").wait_for()
    screen.is_accessible()


def look_at(screen: Screen, pages: dict[str, str], name: str) -> None:
    for page, path in pages.items():
        screen.open(path)
        screen.is_accessible()
        if PICTURES:
            picture = Path(PICTURES) / f"{name.format(page)}.png"
            screen.page.screenshot(path=picture, full_page=True)


def let_in(screen: Screen, visitor: Visitor, cookie: str) -> None:
    """The window goes on where the visitor signed in."""
    token = visitor.client.get_cookie(cookie, visitor.host)
    assert token
    kept = {"name": cookie, "value": token.value, "secure": True}
    screen.page.context.add_cookies([{**kept, "url": f"https://{screen.host}"}])
