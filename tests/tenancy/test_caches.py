"""A5: no cache learns a person's page, and none is poisoned with another partner's."""

import re
from dataclasses import replace

import pytest

from app.banking.brands.queries import versions_standing
from app.banking.brands.rules import Status
from app.factory import SURFACES
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import coloured, published, publishes
from tests.tenancy.attack_record import SIZES, record, sized
from tests.tenancy.test_hosts import EVIL, SPRAYED
from tests.web.addresses import addresses, surface_app
from tests.web.test_brand_words import brings_pictures
from tests.web.visitors import stranger_of, visitor_of
from tests.world import World
from themes.resolve import brand_named, kept_brand

ENDINGS = (
    "/x.css", "/x.js", "/x.svg", ".css", ";x.css", "%3bx.css", "%2fx.css", "%00.css", "%0ax.css",
    "%23x.css", "%3fx.css", "?x.css", "//x.css", "/..%2fstatic%2fcss%2fbase.css",
    "/%2e%2e/static/css/base.css", "%5cx.css", "/robots.txt", "/favicon.ico",
)  # fmt: skip
# Named by their content, and the same for everybody who asks at a host.
FILES = ("/static/", "/theme/", "/sheet/", "/preload-rules")
OWN_ADDRESS = re.compile(r"/(?:theme|brand/previews)/[\w./-]+")
FRAME_ADDRESS = re.compile(r"/brand/previews/[\w./-]+")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_page_that_calls_itself_a_file_is_not_kept(
    application: Dispatcher, harbor: World, surface: str, size: str
) -> None:
    visitor, hits = visitor_of(application, harbor, surface), []
    pages = [
        address.path
        for address in addresses(surface_app(application, surface), "GET")
        if not address.path.startswith(FILES)
    ]
    cases = sized([page + ending for page in pages for ending in ENDINGS], size, most=24)
    for path in cases:
        answer = visitor.get(path)
        is_page = answer.mimetype not in ("text/css", "image/svg+xml")  # a file is a file
        if is_page and answer.headers["Cache-Control"] != "no-store":
            hits.append((path, answer.status_code, answer.headers["Cache-Control"]))
    record("A5", tried=len(cases), hits=hits, what=f"pages as files at {surface}")
    assert hits == []


@pytest.mark.parametrize("size", SIZES)
def test_what_may_be_kept_depends_on_nothing_but_its_address(
    application: Dispatcher, harbor: World, size: str
) -> None:
    """Neither another header nor who asks changes a file; and it sets no cookie."""
    visitor = visitor_of(application, harbor, "portal")
    page = visitor.get("/").text
    named = re.findall(r'(?:href|src)="([^"]+)"', page)
    kept = [address for address in named if address.startswith(FILES)]
    assert len(kept) > 5
    plain = {path: stranger_of(application, harbor, "portal").get(path) for path in kept}
    cases = sized([(path, name) for path in kept for name in SPRAYED], size, most=40)
    hits = []
    for path, name in cases:
        if name in ("Range", "If-Match", "If-None-Match"):
            continue
        answer = visitor.get(path, headers={name: EVIL})
        if answer.data != plain[path].data or "Set-Cookie" in answer.headers:
            hits.append((path, name))
    record("A5", tried=len(cases), hits=hits, what="unkeyed headers on files")
    assert hits == []


def test_no_304_and_no_file_crosses_to_another_partner(
    application: Dispatcher, harbor: World
) -> None:
    own, other = (stranger_of(application, world, "portal") for world in (harbor, harbor.juniper))
    theme = own.get("/sign-in").text.partition('href="/theme/')[2].partition('"')[0]
    tried, hits = 0, []
    for path in ("/sign-in", f"/theme/{theme}", f"/theme/{theme.replace('.css', '.svg')}"):
        mark = own.get(path).headers.get("ETag", '"any"')
        for tags in (mark, "*", f"W/{mark}"):
            answer = other.get(path, headers={"If-None-Match": tags})
            tried += 1
            if answer.status_code == 304 or (path != "/sign-in" and answer.status_code != 404):
                hits.append((path, tags, answer.status_code))
            since = {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}
            tried += 1
            if other.get(path, headers=since).status_code == 304:
                hits.append((path, "since"))
    record("A5", tried=tried, hits=hits, what="304 across partners")
    assert hits == []


def test_pages_vary_by_what_changes_them(application: Dispatcher, harbor: World) -> None:
    visitor = visitor_of(application, harbor, "console")
    whole = visitor.get("/payments")
    part = visitor.get("/payments", headers={"HX-Request": "true"})
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert {"HX-Request", "Cookie"} <= set(whole.vary)


def test_what_is_said_in_a_language_varies_by_it_and_files_do_not(
    application: Dispatcher, harbor: World
) -> None:
    portal = stranger_of(application, harbor, "portal")
    for path in ("/sign-in", "/apply", "/manifest.webmanifest", "/no-such-page"):
        assert {"Accept-Language", "Cookie"} <= set(portal.get(path).vary), path
    for path in OWN_ADDRESS.findall(portal.get("/apply").text):
        assert not portal.get(path).vary, path


def test_a_published_look_shows_on_its_own_hosts_alone(
    application: Dispatcher, harbor: World
) -> None:
    """Whatever other host a request names beside its own, and whoever asked before."""
    published(harbor, "#0f766e")
    own, other = (stranger_of(application, world, "portal") for world in (harbor, harbor.juniper))
    sheet = own.get("/sign-in").text.partition('href="/theme/')[2].partition('"')[0]
    tried, hits = 0, []
    for header in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host"):
        for visitor, named in ((own, other.host), (other, own.host)):
            value = f"host={named}" if header == "Forwarded" else named
            page = visitor.get("/sign-in", headers={header: value}).text
            tried += 2
            if (f"/theme/{sheet}" in page) is not (visitor is own):
                hits.append((header, visitor.host))
            status = visitor.get(f"/theme/{sheet}", headers={header: value}).status_code
            if status != (200 if visitor is own else 404):
                hits.append((header, visitor.host, status))
    record("A5", tried=tried, hits=hits, what="a published look by another host's name")
    assert hits == []


def everything_of(application: Dispatcher, world: World) -> set[str]:
    """The address of every file that pages of a brand's hosts name, preview and manifest too."""
    portal = stranger_of(application, world, "portal")
    staff = visitor_of(application, world, "console")
    pages = [portal.get(path).text for path in ("/sign-in", "/apply", "/manifest.webmanifest")]
    studio = staff.get("/brand").text
    frame = FRAME_ADDRESS.search(studio)
    assert frame
    pages += [studio, staff.get("/brand/pictures").text, staff.get(frame[0]).text, frame[0]]
    return {found for page in pages for found in OWN_ADDRESS.findall(page)}


def test_nothing_of_one_brand_is_served_under_another(
    application: Dispatcher, harbor: World
) -> None:
    """Style sheet, mark, pictures, icons, previews: by their right address, asked by anybody."""
    brings_pictures(application, harbor)
    own, hits = everything_of(application, harbor), []
    kinds = {path.rpartition(".")[2][:3] for path in own}
    assert {"css", "svg", "png"} <= kinds
    assert len(own) > 9
    others = [stranger_of(application, harbor, "operator")]
    for world in (harbor.juniper, harbor.tally):
        others += [visitor_of(application, world, surface) for surface in ("portal", "console")]
    for visitor in others:
        shared = {"/preload-rules"}
        for path in own - shared:
            answer = visitor.get(path)
            if answer.status_code == 200:
                hits.append((visitor.host, path))
        page = visitor.get("/sign-in", follow_redirects=True).text
        hits += [(visitor.host, "names", path) for path in own if path in page]
    tried = len(own) * len(others)
    record("A5", tried=tried, hits=hits, what="one brand's files under another")
    assert hits == []


def test_what_is_kept_for_ever_has_a_new_name_when_it_changes(
    application: Dispatcher, harbor: World
) -> None:
    """A mark knows of letters and a shape that no style sheet has; an icon of a picture too."""
    portal = stranger_of(application, harbor, "portal")

    def shown() -> dict[str, bytes]:
        page = portal.get("/sign-in").text + portal.get("/manifest.webmanifest").text
        named = {path for path in OWN_ADDRESS.findall(page) if path.startswith("/theme/")}
        return {path: portal.get(path).data for path in named}

    seen = shown()
    looks = ({"monogram": "HB"}, {"mark": "shield"}, {"monogram": "H", "brand": "#7f1d1d"})
    for change in looks:
        look = coloured(harbor, "#0b5d7a")
        publishes(harbor, replace(look, theme=replace(look.theme, **change)))
        for path, body in shown().items():
            assert seen.setdefault(path, body) == body, (change, path)
    brings_pictures(application, harbor)
    for path, body in shown().items():
        assert seen.setdefault(path, body) == body, path


def test_a_look_that_was_read_once_is_its_partners_alone(harbor: World) -> None:
    """Kept in memory by partner and digest: the digest alone opens nothing to a neighbour."""
    published(harbor, "#0f766e")
    with partner_work(harbor.partner_id) as db:
        digest = next(each.digest for each in versions_standing(db, Status.PUBLISHED))
        assert brand_named(db, harbor.partner_id, digest).theme.brand == "#0f766e"
    assert kept_brand(harbor.partner_id, digest)
    for other in (harbor.juniper, harbor.tally):
        assert kept_brand(other.partner_id, digest) is None
        with partner_work(other.partner_id) as db:
            assert brand_named(db, other.partner_id, digest).theme.brand != "#0f766e"
