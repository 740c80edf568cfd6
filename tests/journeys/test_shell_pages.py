"""The frame of the surfaces in a real browser: by keyboard alone, and on a phone."""

import pytest
from playwright.sync_api import Page

from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screen, Screens
from tests.journeys.test_oversight_pages import let_in
from tests.web_clients import sign_in_customer, sign_in_staff
from tests.world import World

pytestmark = pytest.mark.browser
THUMB = 44
FOCUSED = "document.activeElement"
SHIFTED = """new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(moved), 200);
})"""


@pytest.fixture
def busy(harbor: World) -> World:
    harbor.clock.now = wall_now()
    harbor.ada.is_given("$400.00")
    for dollars in (11, 12, 13):
        harbor.ada.sends_ach(f"${dollars}.00")
    return harbor


def is_shown(page: Page) -> bool:
    return bool(page.evaluate("document.getElementById('drawer').open"))


def presses(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_staff_work_by_keyboard_alone(
    application: Dispatcher, busy: World, screens: Screens
) -> None:
    screen = screens.of(busy.hosts["console"])
    let_in(screen, sign_in_staff(application, busy))
    page = screen.page
    screen.open("/customers")
    presses(page, "g", "p")
    page.wait_for_url("**/payments")
    _walks_a_list(screen)
    _orders_a_list(screen)
    _asks_for_help_and_keys(screen)
    _folds_and_darkens(screen)


def _walks_a_list(screen: Screen) -> None:
    page = screen.page
    presses(page, "j", "j")
    second = page.evaluate(f"{FOCUSED}.href")
    presses(page, "Enter")
    page.locator("#drawer[open] h1").wait_for()
    assert page.url == second, "the drawer has the address of what it shows"
    assert page.evaluate(f"{FOCUSED}.localName") == "h1"
    screen.is_accessible()

    presses(page, "j")
    page.wait_for_url(lambda url: url != second)
    third = page.url
    presses(page, "Escape")
    page.wait_for_url("**/payments")
    assert not is_shown(page)
    assert page.evaluate(f"{FOCUSED}.href") == third, "focus is where one was in the list"

    presses(page, "Enter")
    page.locator("#drawer[open] h1").wait_for()
    page.go_back()
    page.wait_for_function("!document.getElementById('drawer').open")
    page.go_forward()
    page.locator("#drawer[open] h1").wait_for()
    page.reload()
    page.locator("main h1").wait_for()
    assert (page.url, is_shown(page)) == (third, False), "the same address is a whole page"
    page.go_back()
    page.get_by_role("heading", name="Payments", exact=True).wait_for()


def _orders_a_list(screen: Screen) -> None:
    page = screen.page
    first = page.locator(".sort-link").first
    first.focus()
    name = first.inner_text()
    presses(page, "Enter")
    page.wait_for_url("**/payments?sort=*")
    page.wait_for_function(f"{FOCUSED} !== document.body")
    assert page.evaluate(f"{FOCUSED}.innerText") == name, "the part is new, the place is the same"
    screen.open("/payments")


def _asks_for_help_and_keys(screen: Screen) -> None:
    page = screen.page
    presses(page, "h")
    page.locator("#drawer[open]").get_by_role("heading", name="What this is").wait_for()
    screen.is_accessible()
    presses(page, "Escape")
    page.wait_for_function("!document.getElementById('drawer').open")
    presses(page, "?")
    page.get_by_role("button", name="Off", exact=True).click()
    screen.is_accessible()
    presses(page, "Escape")
    page.wait_for_function("!document.getElementById('drawer').open")
    screen.open("/payments")
    presses(page, "g", "c", "?")
    assert page.url.endswith("/payments"), "switched off, they stay off"
    assert not is_shown(page)
    presses(page, "Control+k")
    assert page.evaluate(f"{FOCUSED}.matches('[data-search]')"), "held keys still work"


def _folds_and_darkens(screen: Screen) -> None:
    page = screen.page
    page.get_by_role("button", name="Fold navigation").press("Enter")
    page.wait_for_function("document.documentElement.dataset.side === 'folded'")
    assert page.get_by_role("link", name="Payments").first.is_visible()
    page.locator(".menu > summary").press("Enter")
    page.get_by_role("button", name="Dark").press("Enter")
    with page.expect_response(lambda answer: "density=compact" in (answer.request.post_data or "")):
        page.get_by_role("button", name="Compact").press("Enter")
    screen.is_accessible()
    screen.open("/customers")
    chosen = page.evaluate("({...document.documentElement.dataset})")
    assert (chosen["side"], chosen["scheme"], chosen["density"]) == ("folded", "dark", "compact")
    screen.is_accessible()
    assert page.evaluate(SHIFTED) == 0, "nothing moves once it is there"


def test_a_customer_puts_the_portal_on_a_phone(
    application: Dispatcher, busy: World, screens: Screens
) -> None:
    screen = screens.of(busy.hosts["portal"], phone=True)
    let_in(screen, sign_in_customer(application, busy, busy.ada))
    page = screen.page
    screen.open("/")
    screen.is_accessible()
    assert page.evaluate(SHIFTED) == 0
    browser = page.context.new_cdp_session(page)
    assert browser.send("Page.getAppManifest")["errors"] == []
    faults = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {fault["errorId"] for fault in faults} <= {"in-incognito"}, "as every test's window is"
    for link in page.locator(".bottom-nav a, .portal-head .head-link, .menu > summary").all():
        box = link.bounding_box()
        if box:
            assert min(box["height"], box["width"]) >= THUMB, link.inner_html()
    page.get_by_role("link", name="Help", exact=True).click()
    page.locator("#drawer[open]").get_by_role("heading", name="Your rights").wait_for()
    screen.is_accessible()

    plain = screens.of(busy.hosts["portal"], phone=True, scripts=False)
    plain.page.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain.open("/")
    plain.page.locator(".menu > summary").click()
    plain.page.get_by_role("button", name="Dark").click()
    assert plain.page.locator("html").get_attribute("data-scheme") == "dark"
    plain.page.get_by_role("link", name="Help", exact=True).click()
    plain.page.locator("main").get_by_role("heading", name="Your rights").wait_for()
