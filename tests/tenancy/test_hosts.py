"""A4: whatever a client says about hosts, the partner of the one Host header answers, or nobody."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.config import Config
from app.web.dispatch import Dispatcher
from app.web.headers import HEADERS
from tests.invariants.doors import web_door
from tests.outside_data import outside
from tests.tenancy.attack_record import SIZES, record, sized
from tests.web.visitors import visitor_of
from tests.web_clients import Visitor
from tests.world import World

EVIL = "evil.example"
BRANDS = ("Harbor", "Juniper", "Tally", "Cedar", "Granite")
PAGES = ("/sign-in", "/payments", "/nothing-here", "/apply")
CORPUS = Path(__file__).parent.parent / "corpus"
# Names that some server, proxy or framework has once believed.
SPRAYED = (CORPUS / "headers.txt").read_text(encoding="utf-8").split()


def odd_hosts(own: str, foreign: str) -> dict[str, str]:
    """Spellings of a host, and whose page may come back: nobody's unless said."""
    lines = (CORPUS / "hosts.txt").read_text(encoding="utf-8").split("\n")
    name, zone = own.partition(".")[0], own.partition(".")[2]
    words = {"own": own, "foreign": foreign, "name": name, "zone": zone, "long": "a" * 300}
    odd = {line.format(**words): "" for line in lines if line}
    return odd | {f"{own}\t": "", own.upper(): own, f"{own}:1": own, f"{own}:65535": own}


def asked(application: Dispatcher, path: str, host: str) -> tuple[str, list[str]]:
    """The page and its cookies, by a Host that no client library would send."""
    environ = EnvironBuilder(path).get_environ() | {"HTTP_HOST": host.encode().decode("latin-1")}
    body, _status, headers = run_wsgi_app(application, environ)
    return b"".join(body).decode("utf-8"), headers.getlist("Set-Cookie")


def test_a_host_is_known_by_its_exact_name_or_not_at_all(
    application: Dispatcher, harbor: World
) -> None:
    own, foreign = harbor.hosts["portal"], harbor.juniper.hosts["portal"]
    cases, leaks = odd_hosts(own, foreign), []
    for host, whose in cases.items():
        for path in PAGES:
            text, cookies = asked(application, path, host)
            shown = [brand for brand in BRANDS if brand in text]
            if "Juniper" in shown or (not whose and (shown or cookies)):
                leaks.append((host, path, shown, cookies))
    record("A4", tried=len(cases) * len(PAGES), hits=leaks, what="spellings of a host")
    assert leaks == []


def header_names() -> list[str]:
    known = outside("fuzzdb", "attack", "http-protocol", "http-request-header-field-names.txt")
    also = outside("fuzzdb", "attack", "http-protocol", "http-response-header-field-names.txt")
    return [
        name
        for file in (known, also)
        for name in file.read_text(encoding="utf-8", errors="replace").split()
        if name.replace("-", "").isalnum()
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("source", ["ours", "from outside"])
def test_no_header_but_the_host_says_where_one_is(
    application: Dispatcher, harbor: World, source: str, size: str
) -> None:
    names = SPRAYED if source == "ours" else header_names()
    visitor, hits = visitor_of(application, harbor, "console"), []
    plain = {path: visitor.get(path) for path in ("/payments", "/sign-in/code", "/nothing-here")}
    said = (f"{EVIL}", f"https://{EVIL}/x", harbor.juniper.hosts["console"])
    cases = [(name, value) for name in names for value in said]
    picked = sized(cases, size, most=20)
    for name, value in picked:
        if name.lower() in ("host", "cookie", "content-length", "transfer-encoding"):
            continue
        for path, expected in plain.items():
            answer = visitor.get(path, headers={name: value})
            echoed = [value in answer.text, any(value in v for v in answer.headers.values())]
            if any(echoed) or answer.status_code != expected.status_code:
                hits.append((name, value, path, answer.status_code, echoed))
    record("A4", tried=len(picked) * len(plain), hits=hits, what=f"sprayed headers, {source}")
    assert hits == []


def test_a_session_of_one_host_is_nothing_on_any_other(
    application: Dispatcher, harbor: World
) -> None:
    tried, hits = 0, []
    hosts = {
        (world.partner_id, surface, host)
        for world in (harbor, harbor.juniper, harbor.tally)
        for surface, host in world.hosts.items()
    }
    for surface in ("portal", "console", "oversight"):
        own = visitor_of(application, harbor, surface)
        for _partner, _surface, host in hosts - {(harbor.partner_id, surface, own.host)}:
            if host == own.host:
                continue
            thief = Visitor(application, host)
            for cookie in own.client._cookies.values():
                thief.client.set_cookie(cookie.key, cookie.value, domain=host, secure=True)
            answer = thief.get("/security")
            tried += 1
            if answer.status_code != 303 or "/sign-in" not in answer.headers["Location"]:
                hits.append((surface, host, answer.status_code))
    record("A4", tried=tried, hits=hits, what="sessions on other hosts")
    assert hits == []


@pytest.fixture(scope="module")
def door(installation: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the real server, as anybody runs it."""
    folder: Path = tmp_path_factory.mktemp("door")
    with web_door(installation, folder) as opened:
        yield opened.config.port


def spoken(port: int, request: bytes) -> bytes:
    """Whatever comes back until the server hangs up or is silent."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as line:
        line.sendall(request)
        try:
            while part := line.recv(65536):
                said += part
        except OSError:
            pass
    return said


def raw_requests(own: str, foreign: str) -> dict[str, str]:
    """What a client may send that no library would; `Connection: close` ends each."""
    end = "Connection: close\r\n\r\n"
    host = f"Host: {own}\r\n"
    many = "X: a\r\n" * 150
    return {
        "two hosts": f"GET /sign-in HTTP/1.1\r\n{host}Host: {foreign}\r\n{end}",
        "two hosts, the other first": f"GET /sign-in HTTP/1.1\r\nHost: {foreign}\r\n{host}{end}",
        "the same host twice": f"GET /sign-in HTTP/1.1\r\n{host}{host}{end}",
        "absolute form": f"GET http://{foreign}/sign-in HTTP/1.1\r\n{host}{end}",
        "absolute form elsewhere": f"GET http://{EVIL}/sign-in HTTP/1.1\r\n{host}{end}",
        "absolute form with a password": f"GET http://a@{foreign}/ HTTP/1.1\r\n{host}{end}",
        "two slashes": f"GET //{EVIL}/sign-in HTTP/1.1\r\n{host}{end}",
        "no host": f"GET /sign-in HTTP/1.1\r\n{end}",
        "no host, old": f"GET /sign-in HTTP/1.0\r\n{end}",
        "an empty host": f"GET /sign-in HTTP/1.1\r\nHost:\r\n{end}",
        "a host on two lines": f"GET /sign-in HTTP/1.1\r\nHost:\r\n {foreign}\r\n{end}",
        "a space before the colon": f"GET /sign-in HTTP/1.1\r\nHost : {foreign}\r\n{host}{end}",
        "a tab in the host": f"GET /sign-in HTTP/1.1\r\nHost: {own}\t{foreign}\r\n{end}",
        "a script name": f"GET /payments HTTP/1.1\r\n{host}SCRIPT_NAME: //{EVIL}\r\n{end}",
        "a path of its own": f"GET /payments HTTP/1.1\r\n{host}PATH_INFO: /sign-in\r\n{end}",
        "a host with underscores": f"GET /sign-in HTTP/1.1\r\n{host}HTTP_HOST: {foreign}\r\n{end}",
        "another scheme": f"GET /payments HTTP/1.1\r\n{host}X-Forwarded-Proto: https\r\n{end}",
        "two schemes": "GET /payments HTTP/1.1\r\n"
        f"{host}X-Forwarded-Proto: https\r\nX-Forwarded-SSL: off\r\n{end}",
        "connect": f"CONNECT {foreign}:80 HTTP/1.1\r\n{host}{end}",
        "an asterisk": f"OPTIONS * HTTP/1.1\r\n{host}{end}",
        "an odd method": f"GE<T /sign-in HTTP/1.1\r\n{host}{end}",
        "an odd version": f"GET /sign-in HTTP/9.{EVIL}\r\n{host}{end}",
        "a bare line feed": f"GET /sign-in HTTP/1.1\nHost: {foreign}\n{host}{end}",
        "a line inside a header": f"GET /sign-in HTTP/1.1\r\n{host}X: a\rHost: {foreign}\r\n{end}",
        "two lengths": "POST /sign-in HTTP/1.1\r\n"
        f"{host}Content-Length: 1\r\nContent-Length: 9\r\n{end}x",
        "a length and chunks": "POST /sign-in HTTP/1.1\r\n"
        f"{host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n{end}0\r\n\r\n"
        f"GET / HTTP/1.1\r\nHost: {foreign}\r\n\r\n",
        "chunks spelled oddly": "POST /sign-in HTTP/1.1\r\n"
        f"{host}Transfer-Encoding: xchunked\r\n{end}0\r\n\r\n",
        "a long address": f"GET /{'a' * 9000} HTTP/1.1\r\n{host}{end}",
        "a long header": f"GET /sign-in HTTP/1.1\r\n{host}X: {'a' * 20_000}\r\n{end}",
        "many headers": f"GET /sign-in HTTP/1.1\r\n{host}{many}{end}",
        "no request at all": f"<{EVIL}>\r\n\r\n",
        "a header without a name": f"GET /sign-in HTTP/1.1\r\n{host}: {EVIL}\r\n{end}",
        "an expectation": "POST /sign-in HTTP/1.1\r\n"
        f"{host}Expect: {EVIL}\r\nContent-Length: 0\r\n{end}",
    }


def test_the_server_itself_reads_hosts_strictly_and_repeats_nothing(
    door: int, harbor: World
) -> None:
    cases, hits = raw_requests(harbor.hosts["portal"], harbor.juniper.hosts["portal"]), []
    for name, request in cases.items():
        said = spoken(door, request.encode())
        text = said.decode("utf-8", "replace")
        status = text.partition("\r\n")[0]
        bare = [header for header in HEADERS if f"\r\n{header}: " not in text]
        faults = {
            "names another brand": "Juniper" in text,
            "repeats what was sent": EVIL in text,
            "answers twice": text.count("HTTP/1.1 ") > 1,
            "lacks headers": bool(said) and bare,
            "fails": " 500 " in status,
        }
        if any(faults.values()):
            hits.append((name, status, [fault for fault, found in faults.items() if found]))
    record("A4", tried=len(cases), hits=hits, what="raw requests at the server")
    assert hits == []
