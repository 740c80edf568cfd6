"""What some people need of every page: it reflows, keeps still, shows focus, and does not jump."""

import gzip
import re
from random import Random

import pytest
from playwright.sync_api import Page

from app.web.assets import STATIC
from app.web.first_paint import whole_sheet
from tests.accessibility.eyes import SIDEWAYS, Eyes
from tests.accessibility.places import SURFACES, Place, Places
from tests.invariants.figures import FIGURES, Told, fresh_seed
from themes.css import theme_css
from themes.load import preset

pytestmark = pytest.mark.browser
SEED = fresh_seed()
SAMPLE = 4
FOCUSED_MAX = 12
FAULTS_TOLD_MAX = 30
ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400 percent
SCRIPTS_BYTES_MAX = 50_000
# Every kind of page that has a heading of its own to find, and a form that refuses nothing at all.
MAIN = {
    "portal": ("/", "/payments", "/statements", "/send"),
    "console": ("/", "/customers", "/payments", "/accounts", "/ledger"),
    "oversight": ("/", "/cash", "/files", "/checks"),
}
FORMS = {
    "portal": ("/send/bank-account",),
    "console": ("/settings/sign-in/new",),
    "oversight": ("/files/new",),
}
MOVING = """() => [...document.querySelectorAll("*")].flatMap(each => ["", "::before", "::after"]
  .map(part => [each, part, getComputedStyle(each, part || null)]))
  .filter(([, , style]) => [style.animationName === "none" ? "0s" : style.animationDuration,
    style.transitionDuration].some(time => time.split(",").some(one => parseFloat(one) > 0)))
  .map(([each, part]) => each.tagName + "." + each.className + part).slice(0, 5)"""
SHIFTS = """new Promise(done => {
  let sum = 0, what = [];
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
      sum += entry.value;
      what.push(...entry.sources.map(one => one.node && (one.node.className || one.node.nodeName)));
    }
  }).observe({type: "layout-shift", buffered: true});
  document.fonts.ready.then(() => setTimeout(() => done([sum, what.slice(0, 4)]), 300));
})"""
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  if (one === document.body) return null;
  if (one.tagName === "IFRAME") return [true, ""];  // what has focus is inside it
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [seen, one.outerHTML.slice(0, 120)];
}"""
# A state that only a ground's colour tells is gone where a reader's own colours rule.
STATES = """() => [...document.querySelectorAll(".badge, [aria-current], [aria-pressed=true]")]
  .filter(each => each.checkVisibility()).filter(each => {
    const style = getComputedStyle(each), has = name => parseFloat(style[name]) > 0;
    return !(has("borderTopWidth") || has("borderBottomWidth") || has("borderLeftWidth")
      || style.textDecorationLine !== "none" || style.forcedColorAdjust === "none"
      || style.outlineStyle !== "none" || each.querySelector("svg")
      || parseInt(style.fontWeight) >= 600);
  }).map(each => each.outerHTML.slice(0, 120)).slice(0, 5)"""


@pytest.mark.parametrize(
    "most", [SAMPLE, pytest.param(0, marks=pytest.mark.soak)], ids=["sample", "every"]
)
@pytest.mark.parametrize("surface", SURFACES)
def test_pages_reflow_keep_still_and_show_focus(
    eyes: Eyes, places: Places, surface: str, most: int, record_property: Told
) -> None:
    dice = Random(f"{SEED}{surface}")
    found = places.some(surface, dice, most=most) if most else places.every(surface)
    faults = [fault for place in found for fault in needs(eyes, place)]
    record_property(
        FIGURES,
        f"reflow, motion and forced colors on {surface}: {len(found)} pages, "
        f"{len(faults)} findings (GUILDHALL_TEST_SEED={SEED})",
    )
    if faults:
        pytest.fail("\n".join(faults[:FAULTS_TOLD_MAX]), pytrace=False)


def needs(eyes: Eyes, place: Place) -> list[str]:
    """What is wrong with one page, in sentences."""
    page = eyes.open(place, reduced_motion="reduce", forced_colors="active")
    where = f"{place.name} ({place.path})"
    faults = [
        f"{where}: moves in spite of reduced motion: {each}" for each in page.evaluate(MOVING)
    ]
    faults += [
        f"{where}: a state is told by colour alone: {each}" for each in page.evaluate(STATES)
    ]
    faults += [f"{where}: focus cannot be seen on {each}" for each in unseen(page)]
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    if (over := page.evaluate(SIDEWAYS)) > 0:
        faults.append(f"{where}: scrolls sideways by {over} px at 400 percent")
    eyes.close()
    return faults


def unseen(page: Page) -> list[str]:
    """Where Tab leads without anybody seeing it."""
    found = []
    for _ in range(FOCUSED_MAX):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS)
        if told is None:
            break
        if not told[0]:
            found.append(told[1])
    return found


UNSEEN = 0.0005  # a countdown that ticks moves a word by a hair; 0.1 is what people notice


@pytest.mark.parametrize("surface", SURFACES)
def test_main_pages_do_not_jump(eyes: Eyes, places: Places, surface: str) -> None:
    jumps = {}
    for path in MAIN[surface]:
        page = eyes.open(places.at(surface, path))
        shift, what = page.evaluate(SHIFTS)
        if shift > UNSEEN:
            jumps[path] = (round(shift, 4), what)
        eyes.close()

    assert jumps == {}


@pytest.mark.parametrize("surface", SURFACES)
def test_the_summary_of_what_was_wrong_takes_focus(
    eyes: Eyes, places: Places, surface: str
) -> None:
    for path in FORMS[surface]:
        page = eyes.open(places.at(surface, path))
        page.locator("main form[method=post] button[type=submit]").last.click()
        page.wait_for_selector("[data-error-summary]:focus")
        assert "There is a problem" in page.inner_text(":focus"), path


def test_scripts_and_styles_stay_small(places: Places, record_property: Told) -> None:
    """Everything that is ours and htmx, as it travels: every script, even of other pages."""
    scripts = sum(travels(path.read_bytes()) for path in STATIC.rglob("*.js"))
    sheet, theme = travels(whole_sheet()[1]), travels(theme_css(preset("harbor")).encode())
    first = {surface: scripts_of(places, surface) for surface in SURFACES}
    record_property(
        FIGURES,
        f"bytes (gzip): all JavaScript {scripts:,}, the sheet {sheet:,}, a theme {theme:,}; "
        + ", ".join(f"scripts of a {name} page {size:,}" for name, size in first.items()),
    )

    assert scripts < SCRIPTS_BYTES_MAX


def scripts_of(places: Places, surface: str) -> int:
    """What a home page names."""
    html = places.person(surface).visitor.get("/").text
    named = set(re.findall(r"/static/((?:js|vendor)/[\w./-]+\.js)\?v=", html))
    return sum(travels((STATIC / name).read_bytes()) for name in named)


def travels(content: bytes) -> int:
    return len(gzip.compress(content, 9))
