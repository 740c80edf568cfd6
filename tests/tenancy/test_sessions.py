"""A6: a session is a secret that nobody guesses, presets, reads from an address or keeps."""

import io
import json
import re
import secrets
import sys

import pytest
import structlog
from sqlalchemy import select

from app.banking.audit.tables import AuditRow
from app.factory import SURFACES
from app.storage.session import partner_work
from app.web.dispatch import Dispatcher
from app.workers.logs import configure_logs
from tests.tenancy.attack_record import SIZES, record
from tests.tenancy.poisoning import pages_of
from tests.web.visitors import stranger_of, visitor_of
from tests.web_clients import Visitor
from tests.world import World

COOKIES = ("__Host-login", "__Host-operator")
ADDRESSES = re.compile(r'(?:href|src|action|hx-[a-z]+)="([^"]*)"')
GUESSES = {"a sample": 15, "whole": 1_000}


def token_of(visitor: Visitor) -> tuple[str, str]:
    """The name and value of the cookie that says who is there."""
    jar = {cookie.key: cookie.value for cookie in visitor.client._cookies.values()}
    name = next(name for name in COOKIES if name in jar)
    return name, jar[name]


@pytest.mark.parametrize("size", SIZES)
def test_tokens_are_random_and_guesses_are_nothing(
    application: Dispatcher, harbor: World, size: str
) -> None:
    inside = [visitor_of(application, harbor, "console") for _ in range(3)]
    name, token = token_of(inside[0])
    tokens = {token_of(visitor)[1] for visitor in inside}
    assert len(tokens) == 3
    assert all(len(each) * 6 >= 128 and re.fullmatch(r"[\w-]+", each) for each in tokens)
    near = [token[:-1], f"{token}A", token.swapcase(), token[::-1], "", "null", f"{token};{token}"]
    near += [f"{token[:at]}{'A' if token[at] != 'A' else 'B'}{token[at + 1 :]}" for at in range(20)]
    guesses = near + [secrets.token_urlsafe(32) for _ in range(GUESSES[size])]
    thief, hits = stranger_of(application, harbor, "console"), []
    for guess in guesses:
        thief.client.set_cookie(name, guess, domain=thief.host, secure=True)
        if thief.get("/security").status_code != 303:
            hits.append(guess)
    record("A6", tried=len(guesses), hits=hits, what="guessed sessions")
    assert hits == []
    thief.client.set_cookie(name, token, domain=thief.host, secure=True)
    assert thief.get("/security").status_code == 200, "the right one would have come in"


@pytest.mark.parametrize("surface", SURFACES)
def test_no_address_carries_a_secret(application: Dispatcher, harbor: World, surface: str) -> None:
    visitor = visitor_of(application, harbor, surface)
    secret, tried, hits = token_of(visitor)[1], 0, []
    harbor.ada.is_given("5.00")
    for path in pages_of(visitor, most=5):
        for address in ADDRESSES.findall(visitor.get(path).text):
            tried += 1
            if secret in address or "token=" in address or harbor.ada.account_number in address:
                hits.append((path, address))
    record("A6", tried=tried, hits=hits, what=f"addresses on pages of {surface}")
    assert hits == []


@pytest.mark.parametrize("surface", SURFACES)
def test_signing_out_clears_the_browser(
    application: Dispatcher, harbor: World, surface: str
) -> None:
    visitor = visitor_of(application, harbor, surface)
    name, token = token_of(visitor)
    answer = visitor.post("/sign-out", form_at="/" if surface == "operator" else "/security")
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    assert name not in {cookie.key for cookie in visitor.client._cookies.values()}
    visitor.client.set_cookie(name, token, domain=visitor.host, secure=True)
    answers = [visitor.get("/").status for _ in range(5)]
    hits = [status for status in answers if status.startswith("200")]
    record("A6", tried=5, hits=hits, what=f"replays after signing out of {surface}")
    assert hits == []


def test_who_came_in_and_who_did_not_is_on_record(application: Dispatcher, harbor: World) -> None:
    owner = visitor_of(application, harbor, "console")
    owner.post("/sign-out", form_at="/security")
    owner.post("/sign-in", {"email": owner.email, "password": "wrong"})
    with partner_work(harbor.partner_id) as db:
        rows = db.scalars(select(AuditRow)).all()
    said = {row.action: row for row in rows}
    assert {"session.started", "session.verified", "session.ended", "session.refused"} <= set(said)
    assert said["session.verified"].details["factor"] == "totp"
    assert said["session.refused"].reason


def broken(held: str) -> None:
    """A bug whose variable holds somebody's secret."""
    raise ValueError(str(len(held)))


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "text"])
def test_no_word_of_a_client_makes_a_line_of_a_log(
    monkeypatch: pytest.MonkeyPatch, *, as_json: bool
) -> None:
    before, written = structlog.get_config(), io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    hostile = 'x\r\n2026-01-01 [info] forged "quoted" \x1b[31m\u2028\x85 end'
    try:
        configure_logs(as_json=as_json)
        structlog.get_logger().warning("policy.violated", page=hostile, host=hostile)
        try:
            broken("held" * 3)
        except ValueError as fault:
            structlog.get_logger().error("request.failed", exc_info=fault)
    finally:
        structlog.configure(**before)
    lines = written.getvalue().split("\n")
    assert "forged" in lines[0]
    assert "\r" not in written.getvalue()
    assert "\x1b" not in written.getvalue()
    assert "held" * 3 not in written.getvalue()
    if as_json:
        assert [json.loads(line)["level"] for line in lines[:-1]] == ["warning", "error"]
