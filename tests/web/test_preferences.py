"""How a surface looks is chosen without script, kept in a cookie, and there from the first byte."""

import re

import pytest

from app.factory import SURFACES
from app.web.dispatch import Dispatcher
from app.web.navigation import ITEMS
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

ROOT = re.compile(r"<html[^>]*>")


def root_of(visitor: Visitor, path: str = "/") -> str:
    found = ROOT.search(visitor.get(path).text)
    assert found
    return re.sub(r' data-made="\d+"', "", found[0])


def chooses(visitor: Visitor, **choices: str) -> str:
    """The form of the menu is sent; the page it leads back to."""
    answer = visitor.post("/preferences", {"next": "/payments", **choices}, form_at="/payments")
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-view=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    return str(answer.headers["Location"])


def test_density_scheme_and_a_folded_side_are_there_with_the_page(
    application: Dispatcher, harbor: World
) -> None:
    olive = sign_in_staff(application, harbor)
    assert "data-scheme" not in root_of(olive)
    assert 'data-density="comfortable"' in root_of(olive)

    assert chooses(olive, density="compact") == "/payments"
    chooses(olive, scheme="dark")
    chooses(olive, side="folded")

    root = root_of(olive)
    for said in ('data-density="compact"', 'data-scheme="dark"', 'data-side="folded"'):
        assert said in root
    page = olive.get("/").text
    assert re.search(r'name="density" value="compact" aria-pressed="true"', page)
    assert all(f'<span class="nav-label">{item.label}</span>' in page for item in ITEMS["console"])
    chooses(olive, scheme="system")
    assert "data-scheme" not in root_of(olive)


def test_a_word_nobody_offers_changes_nothing(application: Dispatcher, harbor: World) -> None:
    olive = sign_in_staff(application, harbor)
    before = root_of(olive)

    chooses(olive, scheme='dark" onload="x', colour="blue")
    assert root_of(olive) == before
    olive.client.set_cookie("__Host-view", "scheme.<b>_side", domain=olive.host, secure=True)
    assert root_of(olive) == before


def test_a_choice_leads_back_into_this_host_only(application: Dispatcher, harbor: World) -> None:
    ada = sign_in_customer(application, harbor, harbor.ada)
    for elsewhere in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        answer = ada.post("/preferences", {"scheme": "dark", "next": elsewhere}, form_at="/")
        assert answer.headers["Location"] == "/"


def test_a_choice_needs_the_forms_token(application: Dispatcher, harbor: World) -> None:
    visitor = Visitor(application, harbor.hosts["console"])
    answer = visitor.client.post(
        "/preferences", data={"scheme": "dark"}, base_url=f"https://{visitor.host}"
    )
    assert answer.status_code == 403
    assert "__Host-view" not in answer.headers.get("Set-Cookie", "")


def test_single_keys_can_be_switched_off(application: Dispatcher, harbor: World) -> None:
    olive = sign_in_staff(application, harbor)
    listed = olive.get("/shortcuts").text
    assert "<kbd>g</kbd>" in listed
    assert "Payments" in listed
    assert 'data-keys="on"' in root_of(olive)

    chooses(olive, keys="off")

    assert 'data-keys="off"' in root_of(olive)
    assert re.search(r'name="keys" value="off" aria-pressed="true"', olive.get("/shortcuts").text)


@pytest.mark.parametrize("surface", SURFACES)
def test_a_letter_leads_to_one_place(surface: str) -> None:
    letters = [item.letter for item in ITEMS[surface] if item.letter]
    assert len(letters) == len(set(letters))
    assert all(letter.isascii() and letter.islower() and len(letter) == 1 for letter in letters)
