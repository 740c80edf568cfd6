"""A12: what a brand brings as a picture comes out as one, made anew, or is refused in words."""

import resource
import socket
import time
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from app.web.dispatch import Dispatcher
from tests.corpus.pictures import drawings, raster, rasters, svg
from tests.outside_data import has_outside, outside
from tests.tenancy.attack_record import SIZES, record, sized
from tests.web.test_brand_studio import framed
from tests.web.test_brand_words import brought, draft_look, publish_draft
from tests.web.visitors import stranger_of
from tests.web_clients import sign_in_staff
from tests.world import World
from themes.app_icon import SIZES as ICONS
from themes.app_icon import app_icon
from themes.pictures import (
    ATTRIBUTES,
    ELEMENTS,
    PNG,
    SVG,
    SVG_SPACE,
    Picture,
    PictureRefused,
    read_picture,
)

SECONDS_MAX, MEMORY_MAX = 4.0, 200 * 1024
MALICIOUS = ("fuzzdb", "attack", "file-upload", "malicious-images")
NAMES = (
    "../../../etc/passwd", "logo.svg", "x.html", "a\r\nSet-Cookie: a=b", "a" * 3_000, ".htaccess",
    "logo.png;.php", "\u202egnp.exe", "con", "logo%00.png", "",
)  # fmt: skip
TYPES = ("text/html", "image/svg+xml", "application/x-httpd-php", "multipart/form-data", "")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """An address of this machine that must never be asked."""
    with socket.create_server(("127.0.0.1", 0)) as heard:
        yield heard
        heard.setblocking(False)
        with pytest.raises(BlockingIOError):
            heard.accept()


def at(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def corpus(place: str) -> dict[str, bytes]:
    found = drawings(place) | rasters()
    if has_outside(*MALICIOUS):
        found |= {
            name: outside(*MALICIOUS, name).read_bytes() for name in ("lottapixel.jpg", "uber.gif")
        }
    return found


def faults_of(picture: Picture, place: str) -> list[str]:
    """What is in a kept picture that must not be."""
    if picture.media_type == PNG:
        with Image.open(BytesIO(picture.content)) as kept:
            is_plain = kept.format == "PNG" and not kept.info and not kept.getexif()
        ends = picture.content.endswith(b"IEND\xaeB`\x82")
        return [] if is_plain and ends else ["more than pixels"]
    root = ET.fromstring(picture.content)  # noqa: S314 -- what is kept holds no document type
    odd = [each.tag for each in root.iter() if each.tag.removeprefix(SVG_SPACE) not in ELEMENTS]
    odd += [
        name for each in root.iter() for name in each.attrib if name not in {*ATTRIBUTES, "href"}
    ]
    words = (place, "javascript", "data:", "alert", "http://x", "file:")
    plain = picture.content.decode().replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")
    return odd + [word for word in words if word in plain]


def test_every_picture_is_made_anew_or_refused(listener: socket.socket) -> None:
    """And each quickly, in little room, its icons too."""
    pictures, hits = corpus(at(listener)), []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, content in pictures.items():
        began = time.monotonic()
        try:
            picture = read_picture(content)
        except PictureRefused:
            picture = None
        if picture:
            hits += [(name, fault) for fault in faults_of(picture, at(listener))]
            for icon in ICONS:
                app_icon(picture, "#0b5d7a", icon)
        if (took := time.monotonic() - began) > SECONDS_MAX:
            hits.append((name, f"{took:.1f} s"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    record("A12", tried=len(pictures), hits=hits, what="pictures")
    assert hits == []
    assert grown < MEMORY_MAX, f"{grown // 1024} MB"


@pytest.mark.parametrize("size", SIZES)
def test_an_upload_is_kept_harmless_or_told_beside_its_field(
    application: Dispatcher, harbor: World, listener: socket.socket, size: str
) -> None:
    staff = sign_in_staff(application, harbor)
    token, hits = staff.token_of("/brand/pictures"), []
    cases = sized(sorted(corpus(at(listener)).items()), size, most=10)
    for name, content in cases:
        values = {"csrf_token": token, "alt": "Harbor", "picture": (BytesIO(content), "x.svg")}
        answer = staff.client.post(
            "/brand/pictures/light", data=values, base_url=f"https://{staff.host}"
        )
        if answer.status_code not in (303, 422):
            hits.append((name, answer.status_code))
        if answer.status_code == 422 and "There is a problem" not in answer.text:
            hits.append((name, "says nothing"))
        if answer.status_code == 303:
            served = staff.get(f"/theme/pictures/{draft_look(harbor)['light']}")
            kept = Picture(served.data, served.mimetype, 1, 1)
            hits += [(name, fault) for fault in faults_of(kept, at(listener))]
    record("A12", tried=len(cases), hits=hits, what="uploads")
    assert hits == []


def test_neither_name_nor_type_of_a_file_goes_any_further(
    application: Dispatcher, harbor: World
) -> None:
    """It is served under a name of ours, as what it is, and shut in wherever it is opened."""
    staff, seen = sign_in_staff(application, harbor), set()
    drawing = svg('<rect width="48" height="48" fill="#0b5d7a"/>')
    for number, (name, content) in enumerate((name, body) for name in NAMES[:6] for body in (
        raster("JPEG"), drawing
    )):  # fmt: skip
        file = (BytesIO(content), name, TYPES[number % len(TYPES)])
        staff.post("/brand/pictures/mark", {"picture": file, "alt": "H"}, form_at="/brand/pictures")
        seen.add(draft_look(harbor)["mark"])
    assert len(seen) == 2  # one picture, one name, whatever it was called
    publish_draft(harbor)
    portal = stranger_of(application, harbor, "portal")
    for file in seen:
        answer = portal.get(f"/theme/pictures/{file}")
        assert answer.mimetype == {"png": PNG, "svg": SVG}[file.rpartition(".")[2]]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert {"sandbox", "default-src 'none'"} <= set(policy.split("; "))
        assert "Content-Disposition" not in answer.headers
        other = file.replace("png", "svg") if file.endswith("png") else file.replace("svg", "png")
        assert portal.get(f"/theme/pictures/{other}").status_code == 404
    record("A12", tried=len(NAMES[:6]) * 2, what="names and types of files")


def test_a_brought_picture_calls_nobody_from_page_letter_or_paper(
    application: Dispatcher, harbor: World, listener: socket.socket
) -> None:
    staff = sign_in_staff(application, harbor)
    hostile = drawings(at(listener))["paint"]
    for place in ("light", "dark", "mark"):
        assert brought(staff, place, hostile).status_code == 303
    here = framed(staff.get("/brand")).partition("/pages/")[0]
    assert staff.get(f"{here}/statement.pdf").data.startswith(b"%PDF-")
    for page in ("/mail", "/pages/home"):
        assert at(listener) not in staff.get(here + page).text
