"""A brand's pictures and words: on its pages, letters and papers, and on nobody else's."""

from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from app.banking.brands.actions.approve import approve
from app.banking.brands.actions.publish_version import publish_version
from app.banking.brands.actions.submit import submit
from app.banking.brands.queries import draft_of
from app.banking.mail.look import look_in
from app.banking.mail.queries import mailbox
from app.banking.mail.writing import written
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.web.languages import COOKIE
from tenants.resolve import partner_of
from tests.banking.test_brands import OLIVE, RUTH
from tests.banking.test_mail_writing import kept
from tests.web.test_brand_studio import saved
from tests.web.test_pictures import HOSTILE, drawing, raster
from tests.web.visitors import stranger_of
from tests.web_clients import Visitor, sign_in_staff
from tests.world import World
from themes.document import BrandDocument, Logo
from themes.resolve import brand_named

ALT = "Harbor, a lighthouse"


def brought(staff: Visitor, place: str, content: bytes, alt: str = ALT) -> TestResponse:
    values = {"picture": (BytesIO(content), "logo.bin"), "alt": alt}
    return staff.post(f"/brand/pictures/{place}", values, form_at="/brand/pictures")


def draft_look(harbor: World) -> dict[str, str]:

    with partner_work(harbor.partner_id) as db:
        draft = draft_of(db)
        return {place: logo.file for place, logo in draft.brand.logos.items()} if draft else {}


def test_a_logo_is_seen_once_the_bank_has_agreed(application: Dispatcher, harbor: World) -> None:
    staff = sign_in_staff(application, harbor)
    assert brought(staff, "light", raster("PNG", (240, 80))).status_code == 303
    stranger = stranger_of(application, harbor, "portal")
    assert ALT not in stranger.get("/sign-in").text

    publish_draft(harbor)

    page = stranger.get("/sign-in").text
    assert f'alt="{ALT}"' in page
    assert 'width="84" height="28"' in page


def publish_draft(world: World) -> None:
    with partner_work(world.partner_id) as db:
        version_id = submit(db, note="", actor=OLIVE, now=world.wait(minutes=1))
    with partner_work(world.partner_id) as db:
        approve(db, version_id=version_id, actor=RUTH, now=world.wait(minutes=1))
    with partner_work(world.partner_id) as db:
        publish_version(db, version_id=version_id, actor=OLIVE, now=world.wait(minutes=1))


def brings_pictures(application: Dispatcher, world: World) -> None:
    """One for each place, and customers see them."""
    staff = sign_in_staff(application, world)
    for place, colour in (("light", "#123456"), ("dark", "#abcdef"), ("mark", "#0f766e")):
        shape = drawing(f'<circle cx="20" cy="20" r="9" fill="{colour}"/>').replace(
            b"0 0 120 40", b"0 0 40 40"
        )
        assert brought(staff, place, shape).status_code == 303
    assert brought(staff, "favicon", raster("PNG", (64, 64))).status_code == 303
    publish_draft(world)


def test_a_picture_is_served_shut_in_and_on_its_own_hosts_alone(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    brought(staff, "light", drawing('<rect width="9" height="9" fill="#123456"/>'))
    path = f"/theme/pictures/{draft_look(harbor)['light']}"

    own = stranger_of(application, harbor, "portal").get(path)

    assert own.status_code == 200
    assert own.mimetype == "image/svg+xml"
    assert own.headers["Content-Security-Policy"].startswith("sandbox")
    assert own.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in (harbor.juniper, harbor.tally):
        assert stranger_of(application, other, "portal").get(path).status_code == 404


@pytest.mark.parametrize("kind", ["script", "use", "style"])
def test_hostile_drawings_come_out_harmless(
    application: Dispatcher, harbor: World, kind: str
) -> None:
    staff = sign_in_staff(application, harbor)
    brought(staff, "dark", drawing(HOSTILE[kind]))

    body = staff.get(f"/theme/pictures/{draft_look(harbor)['dark']}").data

    assert b"evil" not in body
    assert b"script" not in body


def test_what_is_no_picture_is_refused_beside_its_field(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)

    answer = brought(staff, "light", b"just words")

    assert answer.status_code == 422
    assert "The file is not a picture that can be read." in answer.text
    assert brought(staff, "favicon", raster("PNG", (200, 40))).status_code == 422
    assert brought(staff, "light", raster("PNG"), alt=" ").status_code == 422
    assert draft_look(harbor) == {}


def test_words_stand_on_the_page_in_the_language_they_were_said_in(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    words = {
        "word_apply_lead": "Join {{brand}} before lunch.",
        "word_apply_lead_es_us": "Únase a {{brand}} antes de comer.",
    }
    assert saved(staff, **words).status_code == 303
    publish_draft(harbor)

    stranger = stranger_of(application, harbor, "portal")
    assert "Join Harbor before lunch." in stranger.get("/apply").text
    stranger.client.set_cookie(COOKIE, "es-US", domain=stranger.host, secure=True)
    assert "Únase a Harbor antes de comer." in stranger.get("/apply").text


def test_a_brands_links_stand_at_the_foot_of_its_pages(
    application: Dispatcher, harbor: World
) -> None:
    saved(sign_in_staff(application, harbor), link_privacy="https://harbor.example/privacy")
    publish_draft(harbor)

    page = stranger_of(application, harbor, "portal").get("/sign-in").text

    assert '<a href="https://harbor.example/privacy">Privacy notice</a>' in page
    assert "Help pages" not in page


@pytest.mark.parametrize("words", ["Hello {{config}}", "Hello {{name", "{% for x in y %}", "a{b}"])
def test_no_template_runs_in_a_brands_words(
    application: Dispatcher, harbor: World, words: str
) -> None:
    answer = saved(sign_in_staff(application, harbor), word_home_greeting=words)

    assert answer.status_code == 422
    assert "no other braces" in answer.text


def test_markup_in_words_stays_text(application: Dispatcher, harbor: World) -> None:
    saved(sign_in_staff(application, harbor), word_sign_in_lead="<b>Hi</b> & welcome")
    publish_draft(harbor)

    page = stranger_of(application, harbor, "portal").get("/sign-in").text

    assert "&lt;b&gt;Hi&lt;/b&gt; &amp; welcome" in page


def test_words_that_claim_too_much_do_not_go_to_the_bank(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    saved(staff, word_apply_lead="Harbor is an FDIC-insured app.")
    assert "insured" in staff.get("/brand").text

    answer = staff.post("/brand/review", {"note": ""})

    assert answer.status_code == 422
    assert "An app, a card or a company is not insured" in answer.text


def test_somebody_sends_themselves_a_letter_in_the_drafts_look(
    application: Dispatcher, harbor: World
) -> None:
    staff = sign_in_staff(application, harbor)
    brought(staff, "light", raster("PNG", (240, 80)))
    saved(staff, word_mail_greeting="Ahoy {{name}}!", word_mail_closing="Your {{brand}} crew")

    assert staff.post("/brand/draft/letter", form_at="/brand").status_code == 303

    with partner_work(harbor.partner_id) as db:
        [letter] = mailbox(db, "console")
    shown = staff.get("/mailbox")
    assert letter.kind == "brand_sample"
    assert shown.status_code in (200, 404)


def test_a_letter_in_a_look_has_its_logo_and_its_words(harbor: World) -> None:

    with partner_work(harbor.partner_id) as db:
        partner = partner_of(db, harbor.partner_id)
        theme = brand_named(db, partner.id, partner.theme).theme
    brand = BrandDocument(
        theme,
        logos={"light": Logo("a" * 64, ALT, "png", 240, 80)},
        wording={"mail.greeting": "Ahoy {{name}}!", "mail.closing": "Your {{brand}} crew"},
    )
    look = look_in(partner, brand, origin="https://harbor.example", is_sandbox=True)

    letter = written(kept("password_changed", name="Ada Okafor"), look)

    assert f'src="https://harbor.example/theme/pictures/{"a" * 64}.png"' in letter.html
    assert f'alt="{ALT}"' in letter.html
    assert "Ahoy Ada Okafor!" in letter.text
    assert letter.text.index("Your Harbor crew") < letter.text.index("--")
