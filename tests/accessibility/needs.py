"""What some people need of every page: it reflows, keeps still, shows focus and states."""

from playwright.sync_api import Page

from tests.accessibility.places import Place

FOCUSED_MAX = 12
SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400 percent
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


def needs_of(page: Page, place: Place) -> list[str]:
    """What is wrong with an open page, in sentences."""
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
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
