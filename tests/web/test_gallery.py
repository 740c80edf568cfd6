"""The component page in a real browser: nothing for axe, nothing too wide, nothing refused."""

from collections.abc import Iterator
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from app.web.assets import build_assets
from tests.web.pages import make_app

AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    build_assets()
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("theme", "scheme"), [("harbor", "light"), ("juniper", "dark"), ("tally", "light")]
)
def test_axe_finds_nothing(
    page: Page, address: str, theme: str, scheme: str, size: dict[str, int]
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{address}/components/{theme}?scheme={scheme}")

    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_page_reflows_at_400_percent(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/components/cedar")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_place_one_is_at_shows_without_our_colours(page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{address}/components/harbor")
    here, elsewhere = ".nav-list a[aria-current]", ".nav-list a:not([aria-current])"
    outline = "element => getComputedStyle(element).outlineStyle"

    assert page.locator(here).first.evaluate(outline) == "solid"
    assert page.locator(elsewhere).first.evaluate(outline) == "none"


def test_the_error_summary_takes_focus(page: Page, address: str) -> None:
    page.goto(f"{address}/components/harbor")
    page.wait_for_function("document.activeElement.matches('[data-error-summary]')")

    assert "There is a problem" in page.inner_text(":focus")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>window.bad = 1</script>",
        "<!doctype html><html><head><script>window.bad = 1</script></head><body>x</body></html>",
        "<body onload='window.bad = 1'>x</body>",
        "<template><script>window.bad = 1</script></template>",
        '<img src="x" onerror="window.bad = 1">',
        '<a href=" java\tscript:window.bad = 1">x</a>',
        '<iframe srcdoc="<b>x</b>"></iframe>',
    ],
)
def test_text_from_elsewhere_cannot_become_script(page: Page, address: str, hostile: str) -> None:
    page.goto(f"{address}/components/harbor")
    said = page.evaluate(
        """html => {
          try { document.querySelector("main").insertAdjacentHTML("beforeend", html); }
          catch (error) { return error.message; }
          return "let in";
        }""",
        hostile,
    )

    assert said.startswith("refused HTML with")
    assert page.evaluate("window.bad") is None


def test_a_dialog_opens_and_closes_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/components/harbor")
    page.get_by_role("button", name="Freeze account").first.press("Enter")
    assert page.get_by_role("dialog").is_visible()

    page.keyboard.press("Escape")

    assert not page.get_by_role("dialog").is_visible()
