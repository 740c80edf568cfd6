"""Every answer of every route carries the headers, whoever asks and whatever goes wrong."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from app.config import Config
from app.factory import SURFACES
from app.web import dispatch
from app.web.dispatch import Dispatcher
from app.web.headers import REPORTS_PATH, headers_for
from tests.web.addresses import addresses, surface_app
from tests.web.visitors import stranger_of, visitor_of
from tests.web_clients import Visitor
from tests.world import World

NONCE = re.compile(r"'nonce-([A-Za-z0-9_-]{22,})'")
SCRIPT = re.compile(r"<script\b[^>]*>")
KEPT = "public, max-age=31536000, immutable"
MAY_BE_KEPT = {"static", "sheet", "preload_rules", "theme", "theme_mark", "install.icon"}
DRAWN = {"theme_mark"}  # a picture's policy is stricter than a page's
# Pages that frame a preview of this very host.
FRAMING = {"brand.index", "brand.comparison", "brand.show", "brands.show"}
FRAMES = "; frame-src 'self'"


def lacks(
    answer: TestResponse,
    *,
    is_kept: bool = False,
    is_drawn: bool = False,
    is_framing: bool = False,
) -> list[str]:
    """What is wrong with an answer's headers, in words."""
    said = answer.headers
    expected = headers_for("nonce")
    plain = NONCE.sub("'nonce-nonce'", said.get("Content-Security-Policy", ""))
    if is_framing:
        plain = plain.removesuffix(FRAMES)
    found = {**{name: said.get(name) for name in expected}, "Content-Security-Policy": plain}
    if found["Referrer-Policy"] == "strict-origin":  # links that are keys: not even a path is told
        found["Referrer-Policy"] = expected["Referrer-Policy"]
    if is_kept and found["Cache-Control"] in (KEPT, "no-cache"):
        found["Cache-Control"] = "no-store"
    if is_drawn and plain.startswith("sandbox; default-src 'none'"):
        found["Content-Security-Policy"] = expected["Content-Security-Policy"]
    wrong = [f"{name}: {found[name]}" for name in expected if found[name] != expected[name]]
    twice = [name for name in expected if len(said.getlist(name)) > 1]
    marked = ["an ETag"] if "ETag" in said and not is_kept else []
    return [*wrong, *(f"{name} twice" for name in twice), *marked, *odd_cookies(answer)]


def odd_cookies(answer: TestResponse) -> Iterator[str]:
    for cookie in answer.headers.getlist("Set-Cookie"):
        marks = {part.strip().lower() for part in cookie.split(";")[1:]}
        is_host_only = cookie.startswith("__Host-") and not any("domain" in m for m in marks)
        guards = {"secure", "httponly", "path=/"} <= marks and marks & {
            "samesite=lax",
            "samesite=strict",
        }
        if not (is_host_only and guards and len(cookie) < 4096):
            yield f"cookie {cookie}"


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("who", [stranger_of, visitor_of], ids=["a stranger", "someone inside"])
def test_every_route_of_every_surface(
    application: Dispatcher,
    harbor: World,
    surface: str,
    who: Callable[[Dispatcher, World, str], Visitor],
) -> None:
    visitor, found, asked = who(application, harbor, surface), {}, 0
    for address in addresses(surface_app(application, surface)):
        if address.endpoint.endswith(("account.end", "entrance.end")):
            continue
        for method in (address.method, *(("OPTIONS", "TRACE") if who is stranger_of else ())):
            answer = visitor.client.open(
                address.path, method=method, base_url=f"https://{visitor.host}"
            )
            asked += 1
            faults = lacks(
                answer,
                is_kept=address.endpoint in MAY_BE_KEPT,
                is_drawn=address.endpoint in DRAWN,
                is_framing=address.endpoint in FRAMING,
            )
            if faults:
                found[f"{method} {address.rule} {answer.status_code}"] = faults
    assert found == {}
    assert asked > 10


def test_every_kind_of_error_and_redirect(application: Dispatcher, harbor: World) -> None:
    visitor = visitor_of(application, harbor, "console")
    answers = {
        303: stranger_of(application, harbor, "console").get("/payments"),
        400: visitor.client.post("/sign-in", base_url=f"https://{visitor.host}", data="x" * 10),
        403: visitor.client.post("/ledger/periods", base_url=f"https://{visitor.host}"),
        404: visitor.get("/nothing-here"),
        405: visitor.client.put("/payments", base_url=f"https://{visitor.host}"),
        413: visitor.client.post(
            "/sign-in", base_url=f"https://{visitor.host}", data=b"x" * (9 * 1024 * 1024)
        ),
        422: visitor.post("/sign-in", {"email": "", "password": ""}),
    }
    wrong = {status: lacks(answer) for status, answer in answers.items()}
    assert {status: fault for status, fault in wrong.items() if fault} == {}
    assert {a.status_code for a in answers.values()} >= {303, 403, 404, 405, 413}


@pytest.mark.parametrize("host", ["nobody.localhost", "a@b", "", "127.0.0.1", "[::1]:80"])
def test_a_host_of_nobody(application: Dispatcher, harbor: World, host: str) -> None:
    for path in ("/", "/static/css/base.css", "/static/../headers.py", "/sign-in"):
        answer = Visitor(application, "localhost").client.get(path, headers={"Host": host})
        assert lacks(answer) == [], path


def test_our_own_faults(
    application: Dispatcher, harbor: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("planted")

    broken.permission = "public"  # type: ignore[attr-defined]
    app = surface_app(application, "portal")
    monkeypatch.setitem(app.view_functions, "health", broken)
    visitor = stranger_of(application, harbor, "portal")
    answer = visitor.get("/health")
    assert (answer.status_code, lacks(answer)) == (500, [])

    def absent(_name: str) -> None:
        raise OperationalError("select", {}, Exception("planted"))

    monkeypatch.setattr(dispatch, "find_host", absent)
    answer = visitor.get("/")
    assert (answer.status_code, lacks(answer)) == (503, [])


def test_a_nonce_is_used_once_and_names_every_script(
    application: Dispatcher, harbor: World
) -> None:
    visitor, seen = stranger_of(application, harbor, "portal"), set()
    for _ in range(20):
        answer = visitor.get("/sign-in")
        nonce = NONCE.search(answer.headers["Content-Security-Policy"])
        assert nonce
        seen.add(nonce[1])
        scripts = SCRIPT.findall(answer.text)
        assert scripts
        assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    assert len(seen) == 20


def test_reports_of_broken_policies_are_logged_in_few_words(
    application: Dispatcher, harbor: World
) -> None:
    visitor = stranger_of(application, harbor, "portal")
    report = {
        "csp-report": {
            "document-uri": f"https://{visitor.host}/payments?name=Ada",
            "blocked-uri": "https://evil.example/x?secret=1",
            "effective-directive": "script-src\nforged line",
            "script-sample": "Ada's balance",
        }
    }
    with capture_logs() as lines:
        for _ in range(40):
            answer = visitor.client.post(
                REPORTS_PATH, json=report, base_url=f"https://{visitor.host}"
            )
            assert (answer.status_code, lacks(answer)) == (204, [])
    told = [line for line in lines if line["event"] == "policy.violated"]
    assert 1 <= len(told) <= 30
    assert told[0]["page"] == "/payments"
    assert told[0]["blocked"] == "https://evil.example"
    assert told[0]["directive"] == "script-src?forged line"
    assert "Ada" not in repr(told)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 5000, b"[1,2]", b'{"csp-report": 1}', b"\xff"])
def test_a_report_that_is_none_says_nothing(
    application: Dispatcher, harbor: World, body: bytes
) -> None:
    visitor = stranger_of(application, harbor, "portal")
    with capture_logs() as lines:
        answer = visitor.client.post(REPORTS_PATH, data=body, base_url=f"https://{visitor.host}")
    assert answer.status_code == 204
    assert lines == []


def test_templates_name_every_script_with_the_nonce(installation: Config) -> None:
    from app.web.surface import WEB

    bare = [
        (path.name, script)
        for path in WEB.rglob("*.html")
        for script in SCRIPT.findall(path.read_text(encoding="utf-8"))
        if 'nonce="{{ nonce }}"' not in script or "src=" not in script
    ]
    assert bare == [], 'write <script type="module" nonce="{{ nonce }}" src="…">; none inline'
