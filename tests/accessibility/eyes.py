"""A browser that looks at pages in other brands' colours, other schemes and other sizes."""

import re
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.accessibility.needs import SIDEWAYS, needs_of
from tests.accessibility.places import Place
from themes.css import theme_css
from themes.load import preset

THEMES, SCHEMES, WIDTHS = ("harbor", "juniper", "tally"), ("light", "dark"), (390, 1280)
HEIGHTS = {320: 256, 390: 844, 1280: 860}
WHOLE = tuple((theme, scheme, width) for width, theme, scheme in product(WIDTHS, THEMES, SCHEMES))
# Each theme with each scheme and each width, each scheme with each width.
PAIRWISE = (
    ("harbor", "light", 390),
    ("harbor", "dark", 1280),
    ("juniper", "light", 1280),
    ("juniper", "dark", 390),
    ("tally", "light", 390),
    ("tally", "dark", 1280),
)
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# What a theme or a scheme can change about a page that was looked at whole in the same width.
OF_A_LOOK = {
    **OPTIONS,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
}
THEME_ADDRESS = re.compile(r"/theme/[0-9a-f]{64}\.css")
DRESS = """name => new Promise(done => {
  const link = document.querySelector('link[rel=stylesheet][href^="/theme/"]');
  if (!link) return done();
  link.onload = link.onerror = done;
  link.href = link.getAttribute("href").split("?")[0] + "?" + name;
})"""
FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
Look = tuple[str, str, int]


@dataclass
class Eyes:
    """Looks; findings are sentences that say where and in which look."""

    browser: Browser
    port: int
    theme: str = THEMES[0]
    looks: int = 0
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)

    def open(self, place: Place, **emulated: Any) -> Page:
        """The page as its reader has it before them; what one page brought serves the next."""
        key = f"{place.host} {place.cookies} {emulated}"
        if key not in self._contexts:
            self._contexts[key] = self._context(place, **emulated)
        context = self._contexts[key]
        page = context.pages[0] if context.pages else context.new_page()
        page.goto(f"http://{place.host}:{self.port}{place.path}")
        return page

    def _context(self, place: Place, **emulated: Any) -> BrowserContext:
        size = {"width": 1280, "height": 860}
        context = self.browser.new_context(**{"viewport": size, **emulated})
        context.set_default_timeout(30_000)
        address = f"http://{place.host}:{self.port}"
        context.add_cookies(
            [
                {
                    "name": name,
                    "value": value,
                    "secure": True,
                    "url": address.replace("http:", "https:"),
                }
                for name, value in place.cookies
            ]
        )
        context.route(THEME_ADDRESS, self._dressed)
        return context

    def findings(self, place: Place, looks: tuple[Look, ...]) -> list[str]:
        """What axe finds, what is wider than the window in each look, and what else is needed.

        Every rule in the first look of a width; in others of that width, what looks can change.
        """
        page = self.open(place, reduced_motion="reduce")
        found = [*self._axe(page, place, looks), *needs_of(page, place)]
        page.close()
        return found

    def glance(self, place: Place, look: Look) -> list[str]:
        """What axe finds in one look, and what is wider than the window."""
        self.theme, scheme, width = look
        size = {"width": width, "height": HEIGHTS[width]}
        page = self.open(place, reduced_motion="reduce", color_scheme=scheme, viewport=size)
        page.evaluate(AXE_SCRIPT)
        return self._seen(page, place, look, OPTIONS)

    def _axe(self, page: Page, place: Place, looks: tuple[Look, ...]) -> list[str]:
        page.evaluate(AXE_SCRIPT)
        found: list[str] = []
        seen: set[int] = set()
        for theme, scheme, width in looks:
            self._dress(page, theme, scheme, width)
            options = OF_A_LOOK if width in seen else OPTIONS
            seen.add(width)
            found += self._seen(page, place, (theme, scheme, width), options)
        return found

    def _seen(self, page: Page, place: Place, look: Look, options: dict[str, Any]) -> list[str]:
        told = page.evaluate("options => axe.run(document, options)", options)
        where = f"{place.name} ({place.path}), {look[0]} {look[1]} {look[2]}"
        found = [
            f"{where}: {fault['id']} {node['html'][:160]} {_why(node)}"
            for fault in told["violations"]
            for node in fault["nodes"][:3]
        ]
        if (over := page.evaluate(SIDEWAYS)) > 0:
            found.append(f"{where}: scrolls sideways by {over} px")
        self.looks += 1
        return found

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()
        self._contexts.clear()

    def _dress(self, page: Page, theme: str, scheme: str, width: int) -> None:
        self.theme = theme
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # A sheet that is asked for under the same name again says nothing when it has come.
        page.evaluate(DRESS, f"{theme}-{self.looks}")
        page.evaluate(FRAME)

    def _dressed(self, route: Route) -> None:
        route.fulfill(body=theme_css(preset(self.theme)), content_type="text/css")


def _why(node: dict[str, Any]) -> str:
    return " ".join((node.get("failureSummary") or "").split())[:200]
