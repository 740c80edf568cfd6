"""Every page is for everybody: in any brand's colours, light and dark, on a phone and a desk.

One file, so that the cast whose pages are looked at is made once.
"""

import gzip
import re
from collections.abc import Sequence
from io import BytesIO
from random import Random

import pytest
from pypdf import PdfReader

from app.web.assets import STATIC
from app.web.first_paint import whole_sheet
from tests.accessibility.eyes import PAIRWISE, SCHEMES, THEMES, WHOLE, WIDTHS, Eyes
from tests.accessibility.needs import SHIFTS
from tests.accessibility.places import SURFACES, Places
from tests.invariants.figures import FIGURES, Told, fresh_seed, keep
from themes.css import theme_css
from themes.load import preset

pytestmark = pytest.mark.browser
SEED = fresh_seed()
SAMPLE = 3
PARTS = 4
FAULTS_TOLD_MAX = 40
SCRIPTS_BYTES_MAX = 50_000
UNSEEN = 0.0005  # a countdown that ticks moves a word by a hair; 0.1 is what people notice
# Every kind of page that has a heading of its own to find, and a form that refuses nothing at all.
MAIN = {
    "portal": ("/", "/payments", "/statements", "/send"),
    "console": ("/", "/customers", "/payments", "/accounts", "/ledger"),
    "oversight": ("/", "/cash", "/files", "/checks"),
    "operator": ("/", "/work"),
}
FORMS = {
    "portal": ("/send/bank-account",),
    "console": ("/settings/sign-in/new",),
    "oversight": ("/files/new",),
}
NOT_ON_PAPER = ("Skip to content", "Fold navigation", "Sign out", "Show the figures", "Search")
PAGES = (
    "console payments.show",
    "console customers.show",
    "console accounts.show",
    "console approvals.show",
    "oversight ledger.account",
)


def told(pages: int, looks: int, faults: int) -> str:
    return (
        f"{pages} pages × {len(THEMES)} themes × {len(SCHEMES)} schemes × {len(WIDTHS)} widths: "  # noqa: RUF001
        f"{looks:,} looks, {faults} findings (GUILDHALL_TEST_SEED={SEED})"
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_is_found_on_any_page(
    eyes: Eyes, places: Places, surface: str, record_property: Told
) -> None:
    """Axe on every route, each theme, scheme and width with each other; all else on a few."""
    dice = Random(f"{SEED}{surface}")
    first, found, faults = dice.randrange(len(PAIRWISE)), places.every(surface), []
    whole = dice.sample(found, min(SAMPLE, len(found)))
    for number, place in enumerate(found, start=first):
        look = PAIRWISE[number % len(PAIRWISE)]
        is_whole = place in whole
        faults += eyes.findings(place, (look,)) if is_whole else eyes.glance(place, look)
    record_property(
        FIGURES, f"every page of {surface}: {told(len(found), eyes.looks, len(faults))}"
    )
    if faults:
        pytest.fail("\n".join(faults[:FAULTS_TOLD_MAX]), pytrace=False)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_is_found_anywhere(
    eyes: Eyes, places: Places, surface: str, part: int, record_property: Told
) -> None:
    """Each surface in some parts: whoever mends one page need not look at all of them again."""
    found = places.every(surface)[part::PARTS]
    faults = [fault for place in found for fault in eyes.findings(place, WHOLE)]
    record_property(
        FIGURES,
        f"pages of {surface}, part {part}: {told(len(found), eyes.looks, len(faults))}",
    )
    figures = {"pages": len(found), "looks": eyes.looks, "findings": len(faults), "seed": SEED}
    keep(f"axe {surface} {part}", figures)
    if faults:
        pytest.fail("\n".join(faults[:FAULTS_TOLD_MAX]), pytrace=False)


@pytest.mark.parametrize("most", [2, pytest.param(9, marks=pytest.mark.soak)])
@pytest.mark.parametrize("surface", SURFACES)
def test_main_pages_do_not_jump(eyes: Eyes, places: Places, surface: str, most: int) -> None:
    jumps = {}
    for path in picked(MAIN[surface], most):
        page = eyes.open(places.at(surface, path))
        shift, what = page.evaluate(SHIFTS)
        if shift > UNSEEN:
            jumps[path] = (round(shift, 4), what)
        eyes.close()

    assert jumps == {}, f"GUILDHALL_TEST_SEED={SEED}"


def picked(some: Sequence[str], most: int) -> list[str]:
    """So many of them, by the seed's dice."""
    return Random(SEED).sample(some, min(most, len(some)))


@pytest.mark.parametrize("surface", FORMS)
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


@pytest.mark.parametrize("most", [2, pytest.param(9, marks=pytest.mark.soak)])
def test_a_page_is_printed_with_its_facts_alone(eyes: Eyes, places: Places, most: int) -> None:
    """Whose they are, from where and when; nothing to press."""
    for page in picked(PAGES, most):
        surface, _, endpoint = page.partition(" ")
        place = places.of(surface, endpoint)
        sheet = eyes.open(place, color_scheme="dark")
        title = sheet.inner_text("h1")
        reader = PdfReader(BytesIO(sheet.pdf()))
        text = " ".join(" ".join(each.extract_text() for each in reader.pages).split())

        assert place.path.rpartition("_")[2] in text.replace(" ", ""), page
        assert title.split()[0] in text, page
        assert f"1 / {len(reader.pages)}" in text, page
        assert [each for each in NOT_ON_PAPER if each in text] == [], page
        assert place.host.split(".")[-2] in text, page
