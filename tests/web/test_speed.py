"""What a person feels: little script, pages fetched on intent, nothing that moves when it comes."""

import gzip
import json
import re
from importlib.resources import files
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from app.web.assets import FONTS, STATIC, build_assets
from app.web.dispatch import Dispatcher
from app.web.first_paint import ARIAL, FACES, SHEETS
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

SCRIPT_BYTES_MAX = 50_000
# English by the letter, as its vowels and spaces are spread; widths of everybody's own fonts.
LETTERS = "aaabcdeeeefghiijklmnnoopqrrssttuvwxyz      "
ARIAL_WIDTH, TIMES_WIDTH = 934.5116 / 2048, 854.3953 / 2048


def test_all_script_there_is_stays_small() -> None:
    build_assets()
    scripts = [STATIC / "vendor" / "htmx.min.js", *sorted((STATIC / "js").glob("*.js"))]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in scripts}

    assert sum(sizes.values()) < SCRIPT_BYTES_MAX, sizes


def test_a_page_about_to_be_opened_is_fetched_and_a_file_is_not(
    application: Dispatcher, harbor: World
) -> None:
    olive = sign_in_staff(application, harbor)
    ada = sign_in_customer(application, harbor, harbor.ada)
    for visitor in (olive, ada):
        page = visitor.get("/")
        href = page.headers["Speculation-Rules"].strip('"')
        answer = visitor.get(href)
        assert answer.mimetype == "application/speculationrules+json"
        (rule,) = json.loads(answer.text)["prefetch"]
        links, never = rule["where"]["and"]
        assert "[data-preload]" in links["selector_matches"]
        assert {"/*.csv", "/*.csv\\?*", "/*/pdf"} <= set(never["not"]["href_matches"])
        assert page.headers["Cache-Control"] == "no-store"
        assert "data-preload>" in page.text, "the places of the navigation"


def test_nothing_is_fetched_ahead_where_each_page_shown_is_counted(
    application: Dispatcher, harbor: World
) -> None:
    stranger = Visitor(application, harbor.hosts["console"])
    assert "Speculation-Rules" not in stranger.get("/sign-in").headers

    examiner = sign_in_staff(application, harbor, "examiner")
    page = examiner.get("/")
    assert "Speculation-Rules" not in page.headers
    assert 'data-preloading="off"' in page.text


@pytest.mark.parametrize("name", FACES)
def test_a_stand_in_takes_the_room_of_its_face(name: str) -> None:
    face = FACES[name]
    font = next(font for font in FONTS if font.name == face.file)
    source = TTFont(BytesIO(files(font.package).joinpath("files", font.file).read_bytes()))
    em, widths, shapes = source["head"].unitsPerEm, source["hmtx"], source.getBestCmap()
    width = sum(widths[shapes[ord(letter)]][0] for letter in LETTERS) / len(LETTERS) / em
    ratio = width / (ARIAL_WIDTH if face.stand_in == ARIAL else TIMES_WIDTH)

    assert face.adjust == pytest.approx(ratio * 100, abs=0.02)
    assert face.ascent == pytest.approx(source["hhea"].ascent / em / ratio * 100, abs=0.02)
    assert face.descent == pytest.approx(-source["hhea"].descent / em / ratio * 100, abs=0.02)


def test_one_sheet_holds_all_there_is_and_is_named_by_its_content(
    application: Dispatcher, harbor: World
) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    page = visitor.get("/sign-in").text
    sheet = visitor.get("/sheet/" + page.split('href="/sheet/')[1].split('"')[0])

    templates = "".join(path.read_text() for path in STATIC.parent.rglob("*.html"))
    brought = set(re.findall(r'asset\("css/([a-z-]+)\.css"\)', templates))  # by a few pages
    own = {path.stem for path in (STATIC / "css").glob("*.css")} - brought - {"gallery"}
    assert set(SHEETS) == own, "list it in first_paint.SHEETS"
    assert page.count('rel="stylesheet"') == 2, "the sheet and the theme"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert 'url("/static/vendor/inter.woff2?v=' in sheet.text
    assert '<link rel="preload" href="/static/vendor/' in page
    assert page.count('<meta name="theme-color"') == 2


def test_what_never_changes_is_sent_packed_and_pages_are_not(
    application: Dispatcher, harbor: World
) -> None:
    visitor = Visitor(application, harbor.hosts["portal"])
    able = {"Accept-Encoding": "gzip, br"}
    page = visitor.get("/sign-in", headers=able)
    assert "Content-Encoding" not in page.headers, "its length would tell of what is in it"
    script = page.text.split('src="')[1].split('"')[0]
    sheet = "/sheet/" + page.text.split('href="/sheet/')[1].split('"')[0]
    for path in (script, sheet):
        small, whole = visitor.get(path, headers=able), visitor.get(path)
        assert small.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in small.headers["Vary"]
        assert gzip.decompress(small.data) == whole.data
        assert len(small.data) * 2 < len(whole.data)
