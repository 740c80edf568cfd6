"""A9: wherever an address is asked for, the answer leads to a path of the same host."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.test import TestResponse

from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from tests.outside_data import has_outside, outside
from tests.tenancy.attack_record import SHARE, SIZES, record, sized
from tests.web.addresses import addresses, surface_app
from tests.web.visitors import stranger_of, visitor_of
from tests.world import World

CORPUS = Path(__file__).parent.parent / "corpus" / "redirects.txt"
LISTS = ("redirect-urls-template.txt", "redirect-injection-template.txt")
PARAMETERS = ("next", "return_to", "redirect_uri", "post_logout_redirect_uri", "RelayState", "url")
HEADERS = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh", "Link")
BETWEEN = str.maketrans("", "", "\t\r\n")  # what browsers drop from an address before reading it
CARRIED = re.compile(r'<input[^>]*name="next"[^>]*value="([^"]*)"')
TRIES = {"a sample": 36, "whole": max(36, round(SHARE * 1_000))}
CONTROLS = {"tab": "\t", "cr": "\r", "lf": "\n", "null": "\0"}


def own_lines(own: str) -> list[str]:
    words = {"own": own, **CONTROLS}
    lines = CORPUS.read_text(encoding="utf-8").split("\n")
    return [line.format(**words) for line in lines if line]


def outside_lines() -> list[str]:
    folder = outside("fuzzdb", "attack", "redirect")
    texts = [(folder / name).read_text(encoding="utf-8", errors="replace") for name in LISTS]
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    targets = ("evil.example", "evil.example/%2f..", "https://evil.example", "127.0.0.1:9")
    filled = [line.replace("{target}", target) for line in lines for target in targets]
    return [each.partition("=")[2] or each for each in filled]


def all_lines(own: str) -> list[str]:
    return own_lines(own) + (outside_lines() if has_outside("fuzzdb") else [])


def leads_away(target: str, own: str) -> bool:
    """As a browser reads it: backslashes are slashes, and some characters are not there."""
    plain = target.strip().translate(BETWEEN).replace("\\", "/")
    try:
        arrived = urlsplit(urljoin(f"https://{own}/sign-in", plain))
    except ValueError:
        return True
    is_text = plain.isprintable() and not plain.startswith("//")
    return (arrived.scheme, arrived.hostname) != ("https", own) or not is_text


def away(answer: TestResponse, own: str) -> list[str]:
    """Every way out that an answer offers."""
    said = [answer.headers[name] for name in HEADERS if name in answer.headers]
    if answer.mimetype == "text/html":
        said += [unescape(value) for value in CARRIED.findall(answer.text)]
    return [target for target in said if leads_away(target, own)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("surface", SURFACES)
def test_no_answer_leads_to_another_host(
    application: Dispatcher, harbor: World, surface: str, size: str
) -> None:
    inside = visitor_of(application, harbor, surface)
    stranger = stranger_of(application, harbor, surface)
    lines = all_lines(inside.host)
    doors = [
        (visitor, address)
        for visitor in (inside, stranger)
        for address in addresses(surface_app(application, surface), "GET")
        if "/static" not in address.path
    ]
    led = [(v, a) for v, a in doors if a.rule.startswith(("/sign-in", "/security", "/sso"))]
    cases = [(*door, name, line) for door in led for name in PARAMETERS[:2] for line in lines]
    cases += [(*door, name, line) for door in doors for name in PARAMETERS for line in lines[::9]]
    picked, hits = sized(cases, "a sample", most=TRIES[size]), []
    for visitor, address, name, line in picked:
        for headers in ({}, {"HX-Request": "true"}):
            answer = visitor.get(address.path, query_string={name: line}, headers=headers)
            if found := away(answer, visitor.host):
                hits.append((address.rule, name, line, found))
    record("A9", tried=len(picked) * 2, hits=hits, what=f"ways out of {surface}")
    assert hits == []


@pytest.mark.parametrize("size", SIZES)
def test_whoever_has_signed_in_stays_on_the_host(
    application: Dispatcher, harbor: World, size: str
) -> None:
    """The page of the second factor sends on whoever has given it: to the wish, or home."""
    visitor, hits = visitor_of(application, harbor, "console"), []
    lines = sized(all_lines(visitor.host), size, most=60)
    for line in lines:
        answer = visitor.get("/sign-in/code", query_string={"next": line})
        if answer.status_code >= 500 or away(answer, visitor.host):
            hits.append((line, answer.status_code, answer.headers.get("Location")))
    record("A9", tried=len(lines), hits=hits, what="wishes after signing in")
    assert hits == []


def test_where_one_wanted_to_go_is_kept(application: Dispatcher, harbor: World) -> None:
    visitor = visitor_of(application, harbor, "console")
    answer = visitor.get("/sign-in/code", query_string={"next": "/payments?page=2"})
    assert answer.headers["Location"] == "/payments?page=2"


@pytest.mark.parametrize(
    "line", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"]
)
def test_the_judge_sees_a_way_out(line: str) -> None:
    assert leads_away(line, "harbor.localhost")
    assert not leads_away("/payments?next=//evil.example", "harbor.localhost")
