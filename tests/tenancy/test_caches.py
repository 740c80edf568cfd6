"""A5: no cache learns a person's page, and none is poisoned with another partner's."""

import re

import pytest

from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from tests.banking.test_brands import published
from tests.tenancy.attack_record import SIZES, record, sized
from tests.tenancy.test_hosts import EVIL, SPRAYED
from tests.web.addresses import addresses, surface_app
from tests.web.visitors import stranger_of, visitor_of
from tests.world import World

ENDINGS = (
    "/x.css", "/x.js", "/x.svg", ".css", ";x.css", "%3bx.css", "%2fx.css", "%00.css", "%0ax.css",
    "%23x.css", "%3fx.css", "?x.css", "//x.css", "/..%2fstatic%2fcss%2fbase.css",
    "/%2e%2e/static/css/base.css", "%5cx.css", "/robots.txt", "/favicon.ico",
)  # fmt: skip
# Named by their content, and the same for everybody who asks at a host.
FILES = ("/static/", "/theme/", "/sheet/", "/preload-rules")


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
