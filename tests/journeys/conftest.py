"""A served application and a real browser."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from app.web.dispatch import Dispatcher

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Chromium's word for a page that was there before its transition could begin: nothing is amiss.
SKIPPED_TRANSITION = "Transition was aborted because of invalid state"


@dataclass
class Screen:
    """One person's browser window; looks at every page it comes to with axe."""

    page: Page
    port: int
    host: str

    def open(self, path: str) -> None:
        self.page.goto(f"http://{self.host}:{self.port}{path}")

    def is_accessible(self) -> None:
        """Axe finds nothing, target sizes included, and nothing is wider than the window."""
        options = {
            "runOnly": {"type": "tag", "values": STANDARDS},
            "rules": {"target-size": {"enabled": True}},
        }
        found = Axe().run(self.page, options=options)
        faults = [
            (fault["id"], [node["html"] for node in fault["nodes"]])
            for fault in found.response["violations"]
        ]
        assert faults == [], f"{self.page.url}: {faults}"
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{self.page.url} scrolls sideways by {width} px"


class Discreet(WSGIRequestHandler):
    """Logs no addresses, as the servers of the house: a link's address is its token."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del code, size


# Every route is looked at by axe in some width in any case: the states of a journey on a phone,
# where room is short, and on a desk as well when everything is.
PHONES = [
    pytest.param(True, id="phone"),
    pytest.param(False, id="wide", marks=pytest.mark.soak),
]


@pytest.fixture(scope="session")
def port(application: Dispatcher) -> Iterator[int]:
    """The application served on a free port of this machine."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Discreet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join(timeout=5)


@pytest.fixture
def screens(chromium: Browser, port: int) -> Iterator["Screens"]:
    opened = Screens(chromium, port)
    yield opened
    opened.close()


class Screens:
    """Windows of several people at once, each with cookies of their own."""

    def __init__(self, browser: Browser, port: int) -> None:
        self.browser = browser
        self.port = port
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def of(self, host: str, *, phone: bool = False, scripts: bool = True) -> Screen:
        """A fresh window on a host; anything its console complains of fails the test."""
        context = self.browser.new_context(
            viewport=PHONE if phone else WIDE, java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self._complains(str(error)))
        page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if "Content Security" in said.text else None
            ),
        )
        return Screen(page, self.port, host)

    def _complains(self, said: str) -> None:
        if SKIPPED_TRANSITION not in said:
            self.complaints.append(said)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        assert self.complaints == []
