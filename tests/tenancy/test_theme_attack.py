"""A11: a brand's token is a colour, a length, a font of the list or a short name, or it is refused.

A12 has nothing to try yet: nobody can bring a picture, and marks are drawn by us from two tokens.
"""

import re
from pathlib import Path

import pytest

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from tests.outside_data import has_outside
from tests.tenancy.attack_record import SIZES, record, sized
from tests.tenancy.poisoning import outside_lines, own_lines
from tests.web.visitors import visitor_of
from tests.world import World
from themes.css import theme_css, theme_print_css
from themes.document import LINKS, LOGOS, canonical, read_document, read_json
from themes.load import theme_of
from themes.mark import mark_svg
from themes.tokens import ThemeRefused
from themes.wording import WORDING

STYLES = (Path(__file__).parent.parent / "corpus" / "styles.txt").read_text(encoding="utf-8")
TOKENS = (
    ("name", ""), ("monogram", ""), ("color", "brand"), ("color", "accent"), ("shape", "radius"),
    ("type", "text"), ("type", "display"),
)  # fmt: skip
SHEET = re.compile(r":root \{\n(?:  --[a-z0-9-]+: [^;{}<>@\\]+;\n)+\}\n")
FORBIDDEN = r"(?i)url\(|@import|<script|<foreignObject|\son[a-z]+=|javascript:|&(?!amp;|lt;|gt;|#)"
PLAIN_LINK = re.compile(r"https://[A-Za-z0-9.-]+(?::443)?(?:[/?#][^\s\"'<>\\\\^`{|}]*)?")
SUM = "1787569"  # 1337 * 1337


TEMPLATES = (
    "{{1337*1337}}", "${1337*1337}", "#{1337*1337}", "<%=1337*1337%>", "{%print(1337*1337)%}",
)  # fmt: skip


def forms(table: str, token: str, line: str) -> tuple[str, ...]:
    """A line by itself, and behind what would be right."""
    if not token:
        return (line,)
    right = {"color": "#0b5d4e", "shape": "6px", "type": "inter"}[table]
    return (line, f"{right}{line}", f"{line}{right}")


def document(table: str, token: str, value: str) -> dict[str, object]:
    plain: dict[str, object] = {
        "name": "Fern", "monogram": "F", "color": {"brand": "#0b5d4e"},
        "shape": {"radius": "6px"}, "type": {"text": "inter"},
    }  # fmt: skip
    if not token:
        return plain | {table: value}
    inner = plain.get(table)
    return plain | {table: {**(inner if isinstance(inner, dict) else {}), token: value}}


@pytest.mark.parametrize("size", SIZES)
def test_no_token_leaves_its_property(size: str) -> None:
    lines = [*STYLES.splitlines(), *own_lines(), "a" * 100_000]
    lines += outside_lines() if has_outside("fuzzdb") else []
    cases = [(*token, value) for token in TOKENS for line in lines for value in forms(*token, line)]
    taken, hits = 0, []
    picked = sized(cases, size, most=150)
    for table, token, value in picked:
        try:
            theme = theme_of(document(table, token, value))
        except ThemeRefused:
            continue
        taken += 1
        drawn = mark_svg(theme) + theme_print_css(theme)
        if not SHEET.fullmatch(theme_css(theme)) or re.search(FORBIDDEN, drawn):
            hits.append((table, token, value[:60]))
    record(
        "A11",
        tried=len(picked),
        hits=hits,
        what=f"theme tokens; {taken} were taken",
    )
    assert hits == []


@pytest.mark.parametrize("size", SIZES)
def test_no_document_holds_more_than_its_tokens(size: str) -> None:
    """Links, pictures and words of a version: taken as they are allowed, or refused by name."""
    lines = [
        *STYLES.splitlines(),
        *own_lines(),
        "a" * 100_000,
        "https://a.example/x\n",
        "//a.example",
    ]
    places = [("links", key) for key in LINKS] + [("logos", key) for key in LOGOS]
    places += [("wording", key) for key in WORDING]
    cases = [(*place, line) for place in places for line in lines]
    picked, hits = sized(cases, size, most=150), []
    for section, key, value in picked:
        given: object = {"asset": value, "alt": "Fern"} if section == "logos" else value
        try:
            brand = read_document({**document("name", "", "Fern"), section: {key: given}})
        except ThemeRefused:
            continue
        link = brand.links.get(key, "") if section == "links" else ""
        if section == "logos" or (link and not PLAIN_LINK.fullmatch(link)):
            hits.append((section, key, value[:60]))
        if read_json(canonical(brand)) != brand:
            hits.append((section, key, "not the same again"))
    record("A11", tried=len(picked), hits=hits, what="links, pictures and words of a version")
    assert hits == []


def test_texts_are_never_templates(application: Dispatcher, harbor: World) -> None:
    staff, pages = visitor_of(application, harbor, "console"), []
    for line in TEMPLATES:
        hostile = harbor.applies("Plain", "Words", street=line)
        pages.append(staff.get(f"/customers/{shown('customer', hostile.customer_id)}").text)
        assert "1337*1337" in pages[-1]
    hits = [line for line, page in zip(TEMPLATES, pages, strict=True) if SUM in page]
    record("A11", tried=len(pages), hits=hits, what="template texts")
    assert hits == []
