"""A hostile answer in a real browser: no script runs, nothing is kept, and what breaks is told."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from tests.journeys.conftest import Screen, Screens
from tests.outside_data import has_outside
from tests.tenancy.attack_record import record
from tests.tenancy.poisoning import outside_lines, poisoned, surface_of
from tests.web.visitors import visitor_of
from tests.world import World

pytestmark = pytest.mark.browser
HOSTILE = (Path(__file__).parent.parent / "corpus" / "markup.txt").read_text().splitlines()
PLAIN = (
    "<p>Saved</p>",
    '<tr><td class="number">$1.00</td></tr>',
    '<section data-hx-get="/payments" hx-target="#list"><a href="/payments">Payments</a></section>',
    '<svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg><img src="data:image/png;base64,AAAA" alt="">',
)
WAYS = (
    "eval('1')",
    "new Function('return 1')()",
    "setTimeout('1')",
    "document.createElement('script').src = '/static/js/app.js'",
    "document.createElement('script').text = '1'",
    "document.createElement('iframe').srcdoc = '<script>1</script>'",
    "document.write('<script>1</script>')",
    "document.createRange().createContextualFragment('<img src=x onerror=1>')",
    "document.body.insertAdjacentHTML('beforeend', '<svg onload=1>')",
    "new Worker('/static/js/app.js')",
    "trustedTypes.createPolicy('mine', {createHTML: (html) => html})",
    "trustedTypes.createPolicy('default', {createHTML: (html) => html})",
)
MODULE = "text/javascript"
SINK = """html => {
  const place = document.createElement("div");
  document.body.append(place);
  try { place.innerHTML = html; } catch { return "refused"; }
  return "let in";
}"""
SWAP = """html => new Promise((resolve) => {
  const place = document.createElement("div");
  document.body.append(place);
  try { htmx.swap(place, html, {swapStyle: "innerHTML"}); } catch { return resolve("refused"); }
  setTimeout(() => resolve(place.innerHTML ? "let in" : "refused"), 60);
})"""
KEPT = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
  ...(await indexedDB.databases()).map(({name}) => name),
  ...(await navigator.serviceWorker?.getRegistrations() ?? []).map(({scope}) => scope),
  ...document.cookie.split("; ").filter(Boolean),
]"""
PAGES_MAX = 12


@pytest.fixture
def hostile_page(chromium: Browser, port: int, harbor: World) -> Iterator[Page]:
    """The sign-in page in a window of its own: its complaints are the point."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://{harbor.hosts['portal']}:{port}/sign-in")
    yield page
    context.close()


@pytest.mark.parametrize("way", [SINK, SWAP], ids=["innerHTML", "htmx"])
def test_hostile_markup_is_refused_and_plain_markup_is_not(hostile_page: Page, way: str) -> None:
    let_in = [html for html in HOSTILE if hostile_page.evaluate(way, html) != "refused"]
    assert "\n".join(let_in) == ""
    refused = [html for html in PLAIN if hostile_page.evaluate(way, html) != "let in"]
    assert refused == []
    assert hostile_page.evaluate("window.hit") is None
    assert hostile_page.evaluate("typeof htmx.version") == "string"


def test_no_other_way_leads_from_text_to_script(
    chromium: Browser, port: int, harbor: World
) -> None:
    """Tried by a script that the page itself trusts: ours, with other words in it."""
    tried = ",".join(f"[{json.dumps(way)}, () => {{ {way} }}]" for way in WAYS)
    body = f"""window.told = [{tried}].map(([way, go]) => {{
      try {{ go(); return way + ": let in"; }} catch (fault) {{ return fault.name; }}
    }});"""
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/js/app.js*", lambda route: route.fulfill(body=body, content_type=MODULE))
    page.goto(f"http://{harbor.hosts['portal']}:{port}/sign-in")
    page.wait_for_function("window.told")
    assert set(page.evaluate("window.told")) <= {"TypeError", "EvalError"}
    context.close()


def test_what_a_page_would_load_from_elsewhere_is_blocked_and_told(hostile_page: Page) -> None:
    blocked = hostile_page.evaluate(
        """() => new Promise((resolve) => {
          const seen = [];
          document.addEventListener("securitypolicyviolation", (e) => {
            seen.push(e.effectiveDirective);
            if (seen.length === 4) resolve(seen.sort());
          });
          const image = document.createElement("img");
          image.src = "http://127.0.0.1:9/x.png";
          const sheet = document.createElement("link");
          sheet.rel = "stylesheet";
          sheet.href = "http://127.0.0.1:9/x.css";
          const text = document.createElement("script");
          text.append("window.hit = 1");
          document.body.append(image, sheet, text);
          fetch("http://127.0.0.1:9/").catch(() => {});
          setTimeout(() => resolve(seen.sort()), 3000);
        })"""
    )
    assert set(blocked) >= {"connect-src", "img-src", "style-src-elem"}
    assert hostile_page.evaluate("window.hit") is None


def signed_in(screens: Screens, application: Dispatcher, harbor: World, surface: str) -> Screen:
    """A window with the cookies of somebody who is inside."""
    visitor = visitor_of(application, harbor, surface)
    screen = screens.of(visitor.host)
    marks = {"url": f"https://{screen.host}", "secure": True, "httpOnly": True}
    cookies = [
        {"name": each.key, "value": each.value, **marks}
        for each in visitor.client._cookies.values()
    ]
    screen.page.context.add_cookies(cookies)
    return screen


@pytest.mark.parametrize("surface", SURFACES)
def test_a_walk_leaves_nothing_in_the_browser(
    application: Dispatcher, harbor: World, screens: Screens, surface: str
) -> None:
    screen = signed_in(screens, application, harbor, surface)
    todo, seen = ["/"], set()
    while todo and len(seen) < PAGES_MAX:
        path = todo.pop(0)
        seen.add(path)
        screen.open(path)
        todo += [link for link in _links(screen.page) if link not in {*seen, *todo}]
    assert len(seen) >= 3
    assert screen.page.evaluate(KEPT) == []


@pytest.mark.parametrize("surface", ["portal", "console"])
def test_hostile_text_on_real_pages_runs_nothing(
    application: Dispatcher, harbor: World, screens: Screens, surface: str
) -> None:
    """Every text of the page is followed by another hostile line; the window must stay quiet."""
    harbor.ada.is_given("9.00")
    screen = signed_in(screens, application, harbor, surface)
    lines = [*HOSTILE, *(outside_lines()[::9] if has_outside("fuzzdb") else ())]
    with poisoned(surface_of(application, surface)) as poison:
        poison.takes(lines)
        for path in ("/", "/payments", "/security", "/nothing-here"):
            screen.open(path)
            assert screen.page.evaluate("window.hit") is None, path
    record("A10", tried=len(lines), what=f"lines in Chromium at {surface}")


def _links(page: Page) -> list[str]:
    """Pages of this host that a person could click to; no files and no queries."""
    found: list[str] = page.eval_on_selector_all(
        "a[href]",
        "links => links.filter(a => a.origin === location.origin && !a.search && !a.download)"
        ".map(a => a.pathname)",
    )
    return [path for path in dict.fromkeys(found) if not path.endswith((".csv", ".xlsx", ".json"))]
