"""A11: a brand's token is a colour, a length, a font of the list, a short name, or refused."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from app.kernel.ids import shown
from app.web.dispatch import Dispatcher
from tests.corpus.brand_files import FILES, GOOD_LINKS, HOSTILE_LINKS
from tests.outside_data import has_outside
from tests.tenancy.attack_record import SIZES, record, sized
from tests.tenancy.poisoning import outside_lines, own_lines
from tests.web.test_brand_words import brought
from tests.web.test_pictures import raster
from tests.web.visitors import visitor_of
from tests.web_clients import sign_in_staff
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
PLAIN_LINK = re.compile(
    r"https://(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+(?::443)?(?:[/?#][!-~]*)?"
)
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


def test_a_link_leads_where_it_seems_to() -> None:
    taken = [link for link in HOSTILE_LINKS if _is_taken({"links": {"terms": link}})]
    record("A11", tried=len(HOSTILE_LINKS), hits=taken, what="links that are none")
    assert taken == []
    assert [link for link in GOOD_LINKS if not _is_taken({"links": {"terms": link}})] == []


def _is_taken(sections: dict[str, object]) -> bool:
    try:
        read_document({**document("name", "", "Fern"), **sections})
    except ThemeRefused:
        return False
    return True


def test_a_brand_file_is_taken_whole_or_refused_in_words(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    token, hits = staff.token_of("/brand/import"), []
    for name, body in FILES.items():
        values = {"csrf_token": token, "document": (BytesIO(body), "../../brand.json")}
        answer = staff.client.post("/brand/import", data=values, base_url=f"https://{staff.host}")
        page = answer.data.decode("utf-8", "strict")
        told = "The file was refused" in page and "<script>alert" not in page and SUM not in page
        if answer.status_code != 422 or not told:
            hits.append((name, answer.status_code))
    record("A11", tried=len(FILES), hits=hits, what="brand files")
    assert hits == []


def test_a_brand_file_brings_nobody_elses_pictures_nor_name(
    application: Dispatcher, harbor: World
) -> None:
    """The picture of another, by its hash: neither in the draft, nor told apart from none."""
    theirs = sign_in_staff(application, harbor.juniper)
    assert brought(theirs, "light", raster("PNG"), "Juniper").status_code == 303
    file = theirs.get("/brand/draft.json")
    staff = sign_in_staff(application, harbor)
    sent = staff.post("/brand/import", {"document": (BytesIO(file.data), "x")})
    assert sent.status_code == 303
    own = staff.get("/brand/draft.json").get_json()
    assert own["logos"] == {}
    assert own["name"] == "Harbor"
    asset = file.get_json()["logos"]["light"]["asset"]
    assert staff.get(f"/theme/pictures/{asset}.png").status_code == 404


def test_texts_are_never_templates(application: Dispatcher, harbor: World) -> None:
    staff, pages = visitor_of(application, harbor, "console"), []
    for line in TEMPLATES:
        hostile = harbor.applies("Plain", "Words", street=line)
        pages.append(staff.get(f"/customers/{shown('customer', hostile.customer_id)}").text)
        assert "1337*1337" in pages[-1]
    hits = [line for line, page in zip(TEMPLATES, pages, strict=True) if SUM in page]
    record("A11", tried=len(pages), hits=hits, what="template texts")
    assert hits == []
