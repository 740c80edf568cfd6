"""What a letter says, in whose name, and what nobody can make it say."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.banking.mail.letters import LETTERS
from app.banking.mail.look import Look
from app.banking.mail.message import message_of
from app.banking.mail.rules import Kept
from app.banking.mail.writing import Written, written

WALL = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LOOK = Look(
    brand="Harbor",
    monogram="H",
    support_email="help@harbor.example",
    legal="Harbor is a financial technology company, not a bank.",
    origin="https://harbor.example",
    sandbox="Test",
    colours={
        "canvas": "#fafafa",
        "surface": "#ffffff",
        "line": "#dddddd",
        "text": "#111111",
        "text-muted": "#555555",
        "brand": "#0b5d7a",
        "on-brand": "#ffffff",
        "brand-text": "#0b5d7a",
    },
    radius="6px",
)
NASTY = 'x\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script> {{brand}} {{link_path}}"'


def kept(kind: str, *, name: str = "Priya Raman", **values: str) -> Kept:
    told = {word: values.get(word, word) for word in LETTERS[kind].words}
    if "link_path" in told and "link_path" not in values:
        told["link_path"] = "/password-reset/token"
    return Kept(
        UUID(int=7), kind, "console", "queued", "priya@x.example", name, "en-US", WALL, told
    )


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_every_letter_says_the_same_as_text_and_as_html(kind: str) -> None:
    letter = written(kept(kind), LOOK)

    for part in (letter.text, letter.html):
        assert "{{" not in part
        assert "Hello Priya Raman," in part
        assert LOOK.legal in part
        assert "help@harbor.example" in part
        for word, value in (kept(kind).values or {}).items():
            assert (LOOK.origin + value if word.endswith("_path") else value) in part
    assert "<style" not in letter.html
    assert "#0b5d7a" in letter.html
    assert "\n" not in letter.subject


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_no_value_becomes_a_header_a_tag_or_another_value(kind: str) -> None:
    nasty = {word: NASTY for word in LETTERS[kind].words if not word.endswith("_path")}
    letter = kept(kind, name=NASTY, **nasty)
    look = replace(LOOK, brand="Harbor\r\nBcc: all@evil.example")
    said = written(letter, look)
    message = message_of(letter, said, look, sender="no-reply@x.example", wall=WALL)

    raw = message.as_bytes()
    headers = raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").split(b"\r\n")
    assert not any(line.lower().startswith(b"bcc") for line in headers)
    assert len([line for line in headers if line.lower().startswith(b"to:")]) == 1
    assert "<script" not in said.html
    assert "{{brand}}" in said.text or not nasty, "a value's words are not filled again"


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Lena Fischer-Castellanos", "Hello Lena Fischer-Castellanos,"),
        ("J. R. O'Neil", "Hello J. R. O'Neil,"),
        ("You won! https://evil.example", "Hello,"),
        ("evil.example", "Hello,"),
        ("", "Hello,"),
    ],
)
def test_a_name_greets_only_when_it_is_one(name: str, greeting: str) -> None:
    assert written(kept("sessions_ended", name=name), LOOK).text.startswith(f"{greeting}\n")


def test_a_brand_s_marks_are_its_own_and_the_test_mark_goes_with_the_sandbox() -> None:
    quiet = written(kept("sessions_ended"), replace(LOOK, sandbox=""))
    assert "Test" not in quiet.html
    assert "Test" in written(kept("sessions_ended"), LOOK).html
    assert isinstance(quiet, Written)


def test_only_our_own_addresses_become_links() -> None:
    html = written(kept("new_device", device="http://evil.example/now"), LOOK).html
    assert 'href="http://evil' not in html
    assert 'href="https://harbor.example/security"' in html
