"""The studio: a draft with the real pages beside it, to the bank and back, and nobody else's."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from app.kernel.ids import shown
from app.storage.clock import wall_now
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import PALE, TEAL, WINE, approved, coloured, published, submitted
from tests.web.visitors import stranger_of, visitor_of
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World
from themes.document import BrandDocument, canonical
from themes.load import preset

FRAME = re.compile(r'<iframe class="preview-frame"[^>]* src="([^"]+)"')


def tokens(**other: str) -> dict[str, str]:
    return {
        "monogram": "H", "brand": "#0b5d7a", "accent": "#d9652b", "tone": "cool", "frame": "ink",
        "radius": "6px", "mark": "square", "density": "comfortable", "text": "inter",
        "display": "inter", "link_support": "", "link_privacy": "", "link_terms": "", **other,
    }  # fmt: skip


def saved(staff: Visitor, **other: str) -> TestResponse:
    return staff.post("/brand/draft", tokens(**other), form_at="/brand")


def framed(page: TestResponse) -> str:
    found = FRAME.search(page.text)
    assert found, page.text[-3000:]
    return found[1].replace("&amp;", "&")


def test_a_change_is_a_draft_and_the_preview_wears_it(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor, "operations")
    answer = saved(staff, brand=TEAL)
    assert answer.status_code == 303
    page = staff.follow(answer)
    src = framed(page)
    home = staff.get(src)
    sheet = re.search(r'href="(/brand/previews/[^"]+\.css)"', home.text)
    assert sheet
    assert f"--brand: light-dark({TEAL}" in staff.get(sheet[1]).text
    assert "Corner Market payroll" in home.text
    assert "<script" not in home.text
    portal = stranger_of(application, harbor, "portal").get("/sign-in").text
    assert TEAL not in portal


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("home", "Hello, Jordan"),
        ("send", "Send to someone at Harbor"),
        ("apply", "Open an account"),
        ("sign-in", "Sign in"),
        ("error", "Nothing was done."),
        ("elsewhere", "Not part of the preview"),
    ],
)
def test_the_preview_plays_the_real_pages(
    application: Dispatcher, harbor: World, name: str, words: str
) -> None:
    staff = sign_in_staff(application, harbor)
    at = framed(staff.get("/brand")).partition("/pages/")[0]
    answer = staff.get(f"{at}/pages/{name}?scheme=dark")
    assert answer.status_code == 200
    assert words in answer.text
    assert 'data-scheme="dark"' in answer.text
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    links = set(re.findall(r'<a\b[^>]*?\bhref="(/[^"]*)"', answer.text))
    assert all(link.startswith(at) for link in links)


def test_a_real_mail_and_a_real_statement(application: Dispatcher, harbor: World) -> None:
    staff = sign_in_staff(application, harbor)
    saved(staff, brand=WINE)
    at = framed(staff.get("/brand")).partition("/pages/")[0]
    assert WINE in staff.get(f"{at}/mail").text
    assert staff.get(f"{at}/statement.pdf").data.startswith(b"%PDF-")


def test_a_preview_opens_in_its_own_session_alone(application: Dispatcher, harbor: World) -> None:
    staff = sign_in_staff(application, harbor)
    saved(staff, brand=TEAL)
    src = framed(staff.get("/brand"))
    for other in (
        sign_in_staff(application, harbor),
        sign_in_staff(application, harbor.juniper),
        stranger_of(application, harbor, "portal"),
        visitor_of(application, harbor, "portal"),
    ):
        for path in (src, f"{src.partition('/pages/')[0]}/theme.css"):
            assert other.get(path).status_code in (303, 404)
    assert staff.get(src.replace("/pages/home", "/pages/nothing")).status_code == 404
    assert sign_in_staff(application, harbor, "support").get("/brand").status_code == 403


@pytest.mark.parametrize(
    ("token", "value", "told"),
    [
        ("brand", "red;}body{display:none", "Brand color is written like"),
        ("accent", "url(//evil)", "Second color is written like"),
        ("monogram", "<b>", "Monogram is one or two capital letters"),
        ("link_terms", "javascript:alert(1)", "Terms is an https:// address"),
        ("link_support", "http://plain.example", "Help pages is an https:// address"),
        ("radius", "7px", "Not a valid choice"),
    ],
)
def test_what_is_not_on_the_list_is_refused_beside_its_field(
    application: Dispatcher, harbor: World, token: str, value: str, told: str
) -> None:
    answer = saved(sign_in_staff(application, harbor), **{token: value})
    assert answer.status_code == 422
    assert told in answer.text


def test_colours_nobody_can_read_are_mended_or_stay_a_draft(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    page = staff.follow(saved(staff, brand=PALE))
    assert "cannot be read" in page.text
    refused = staff.post("/brand/review", {"note": ""})
    assert refused.status_code == 422
    assert "too close to be read" in refused.text
    mended = staff.follow(staff.post("/brand/draft/correction", form_at="/brand"))
    assert "pairs can be read" in mended.text
    assert PALE not in mended.text
    assert staff.post("/brand/review", {"note": ""}).status_code == 303


def test_a_preset_changes_the_look_and_not_who_it_is(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    saved(staff, monogram="HB", link_terms="https://harbor.example/terms")
    begun = staff.post("/brand/draft/preset", {"preset": "tally"}, form_at="/brand")
    assert "The draft begins with Tally now." in staff.follow(begun).text
    draft = staff.get("/brand/draft.json").get_json()
    assert (draft["monogram"], draft["color"]["brand"]) == ("HB", preset("tally").brand)
    assert draft["links"] == {"terms": "https://harbor.example/terms"}


def test_the_outcome_alone_comes_back_to_a_browser_with_script(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    token = staff.token_of("/brand")
    answer = staff.client.post(
        "/brand/draft", data={**tokens(brand=TEAL), "csrf_token": token},
        base_url=f"https://{staff.host}", headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "data-style-alone" in answer.text


def test_a_file_goes_out_and_comes_in_whole_or_not_at_all(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    exported = staff.get("/brand/draft.json")
    assert "attachment" in exported.headers["Content-Disposition"]

    def brought(body: bytes) -> TestResponse:
        return staff.post("/brand/import", {"document": (BytesIO(body), "brand.json")})

    assert brought(canonical(BrandDocument(preset("tally"))).encode()).status_code == 303
    assert "#5b3df5" in staff.get("/brand").text
    bad = exported.data.replace(b'"#0b5d7a"', b'"teal"')
    bad = bad.replace(b'"links":{', b'"legal":{"a":"b"},"links":{"x":"y",')
    refused = brought(bad.replace(b'"x":"y",}', b'"x":"y"}'))
    assert refused.status_code == 422
    for told in ("Color.brand is written like", "Legal.a is locked", "Unknown token links.x"):
        assert told in refused.text
    for body in (b"", b"{", b"[]", b"\xff\xfe", b"[" * 90_000, b'{"name":"a","name":"b"}'):
        assert brought(body).status_code == 422


def test_from_the_studio_to_the_portal_and_back(application: Dispatcher, harbor: World) -> None:
    staff = sign_in_staff(application, harbor)
    officer = sign_in_staff(application, harbor, "oversight_officer")
    portal = stranger_of(application, harbor, "portal")
    before = portal.get("/sign-in").text.partition('href="/theme/')[2].partition('"')[0]
    saved(staff, brand=TEAL)
    sent = staff.post("/brand/review", {"note": "For the spring."})
    own = sent.headers["Location"]
    version = own.rpartition("/")[2]
    assert staff.post(f"{own}/publication", form_at=own).status_code == 409

    theirs = f"/brands/{shown('partner', harbor.partner_id)}/versions/{version}"
    page = officer.get(theirs)
    assert "For the spring." in page.text
    assert "Corner Market payroll" in officer.get(framed(page)).text
    assert officer.post(f"{theirs}/decision", {"decision": "no"}, form_at=theirs).status_code == 422
    decided = officer.post(f"{theirs}/decision", {"decision": "yes"}, form_at=theirs)
    assert decided.status_code == 303
    assert staff.post(f"{own}/publication", form_at=own).status_code == 303

    after = portal.get("/sign-in").text.partition('href="/theme/')[2].partition('"')[0]
    assert after != before
    assert TEAL in portal.get(f"/theme/{after}").text
    assert portal.get(f"/theme/{before}").status_code == 200  # a page from before asks late
    known = staff.get("/brand/versions").text
    first = re.findall(r'href="(/brand/versions/brnd_[0-9a-f]+)"', known)[-1]
    assert staff.post(f"{first}/return", form_at=first).status_code == 303
    again = portal.get("/sign-in").text.partition('href="/theme/')[2].partition('"')[0]
    assert again == before
    told = staff.get(first).text
    assert "Roll back to version 2" in told, "one press, and one more undoes it"
    assert "Followed by another version" in told
    assert "Brand brought back to a version" in told
    ended = officer.get(theirs).text
    assert "Rolled back to another version" in ended
    assert "It is rolled back." in ended
    (record, *_) = re.findall(r'href="(/partners/ptnr_[0-9a-f]+/audit/records/[^"]+)"', ended)
    assert officer.get(record).status_code == 200, "the bank reads each record of its partner"
    assert f'href="/partners/{shown("partner", harbor.partner_id)}"' in ended
    assert TEAL in ended.partition('aria-label="Raw record"')[2]


def test_only_who_may_publish_publishes(application: Dispatcher, harbor: World) -> None:
    version_id = approved(harbor, TEAL)
    own = f"/brand/versions/{shown('brand_version', version_id)}"
    maker = sign_in_staff(application, harbor, "operations")
    assert "Your role does not include this. Owner can." in maker.get(own).text
    assert maker.post(f"{own}/publication", form_at="/brand").status_code == 403
    owner = sign_in_staff(application, harbor)
    moment = wall_now() + timedelta(days=3)
    later = owner.post(f"{own}/schedule", {"due_at": f"{moment:%Y-%m-%dT09:00}"}, form_at=own)
    assert later.status_code == 303
    assert f"{moment:%b %-d, %Y}, 9:00" in owner.get(own).text
    past = owner.post(f"{own}/schedule/removal", form_at=own)
    assert past.status_code == 303
    late = owner.post(f"{own}/schedule", {"due_at": "2020-03-20T09:00"}, form_at=own)
    assert "Choose a time to come" in late.text


def test_a_bank_decides_for_its_own_partners_alone(application: Dispatcher, harbor: World) -> None:
    theirs = submitted(harbor.tally, WINE)
    officer = sign_in_staff(application, harbor, "oversight_officer")
    path = f"/brands/{shown('partner', harbor.tally.partner_id)}/versions"
    address = f"{path}/{shown('brand_version', theirs)}"
    assert officer.get(address).status_code == 404
    answer = officer.post(f"{address}/decision", {"decision": "yes"}, form_at="/brands")
    assert answer.status_code == 404
    assert sign_in_staff(application, harbor, "examiner").get("/brands").status_code == 200


def test_versions_are_a_list_of_the_brand_and_of_its_bank(
    application: Dispatcher, harbor: World
) -> None:
    published(harbor, TEAL)
    submitted(harbor, WINE)
    owner = sign_in_staff(application, harbor)
    examiner = sign_in_staff(application, harbor, "examiner")
    own, theirs = "/brand/versions", f"/brands/{shown('partner', harbor.partner_id)}"
    for visitor, path in ((owner, own), (examiner, theirs)):
        page = visitor.get(f"{path}?status=in_review,approved").text
        assert ("Version 3" in page, "Version 2" in page) == (True, False)
        file = visitor.post(f"{path}/exports?sort=version", {"form": "csv"}, form_at=path).text
        assert re.findall(r"Version \d", file) == ["Version 1", "Version 2", "Version 3"]
    assert "Customers have seen" in owner.get(own).text
    assert "Save view" in owner.get(f"{own}?sort=changed").text
    assert "Save view" not in examiner.get(f"{theirs}?sort=changed").text
    file = examiner.post("/brands/exports", {"form": "csv"}, form_at="/brands").text
    assert re.search(r"Harbor,Version 3,Version 2,", file)
    other = f"/brands/{shown('partner', harbor.tally.partner_id)}"
    assert examiner.get(other).status_code == 404
    gone = examiner.post(f"{other}/exports", {"form": "csv"}, form_at="/brands")
    assert gone.status_code == 404


def test_the_studio_says_where_everything_stands(application: Dispatcher, harbor: World) -> None:
    published(harbor, TEAL)
    submitted(harbor, WINE)
    staff = sign_in_staff(application, harbor)
    assert "is with Cedar Bank since" in staff.get("/brand").text
    compared = staff.get("/brand/comparison").text
    assert TEAL in compared
    assert WINE in compared
    assert "Contrast report" in staff.get("/brand/contrast").text
    lines = sign_in_staff(application, harbor, "oversight_officer").get("/brands").text
    assert "Version 3" in lines
    assert coloured(harbor, TEAL).theme.brand == TEAL
