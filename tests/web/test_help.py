"""Help in place: every page has a topic, and a topic says three things."""

import re

import pytest
from flask import Flask

from app.web.dispatch import Dispatcher
from app.web.help.pages import TOPICS, WITHOUT, in_address, topic_for
from tests.web.addresses import surface_app
from tests.web_clients import Visitor, sign_in_customer, sign_in_staff
from tests.world import World

SURFACES = ("console", "oversight", "portal")
# What is fetched and not looked at: files, and pages without a layout of ours.
FILES = {"static", "sheet", "theme", "theme_mark", "theme_picture", "preload_rules", "health"}
NO_PAGES = frozenset({*FILES, "gallery", "gallery_theme", "install.manifest", "install.icon"})


def pages_of(app: Flask) -> list[str]:
    """Endpoints that show a page to somebody."""
    return sorted(
        {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint not in NO_PAGES
        }
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_every_page_has_a_topic(application: Dispatcher, surface: str) -> None:
    without = [
        endpoint
        for endpoint in pages_of(surface_app(application, surface))
        if endpoint.partition(".")[0] not in WITHOUT and topic_for(surface, endpoint) is None
    ]
    assert without == [], (
        "add a Topic to app/web/help for the blueprint or the endpoint: what the page is about, "
        "what it does to the ledger, which rule is behind it"
    )


@pytest.mark.parametrize("surface", SURFACES)
def test_every_topic_says_three_things_in_few_words(surface: str) -> None:
    for name, topic in TOPICS[surface].items():
        assert re.fullmatch("[a-z]+(-[a-z]+)*", in_address(name))
        for part in (topic.concept, topic.ledger_effect, topic.rule):
            assert part.endswith((".", "”")), (name, part)
            assert len(part) <= 360, f"{name}: nobody reads that much beside their work"


def test_a_page_leads_to_its_own_help_in_a_drawer(application: Dispatcher, harbor: World) -> None:
    olive = sign_in_staff(application, harbor)
    harbor.ada.is_given("$5.00")
    ada = sign_in_customer(application, harbor, harbor.ada)
    for visitor, path, topic in (
        (olive, "/payments", "payments"),
        (olive, "/ledger/holds", "ledger-holds"),
        (olive, "/security", "account"),
        (ada, "/", "home"),
    ):
        link = re.search(
            r'<a class="head-link" href="(/help/[a-z-]+)" data-drawer', _text(visitor, path)
        )
        assert link, path
        assert link[1] == f"/help/{topic}"
        shown = visitor.get(link[1], headers={"HX-Request": "true", "HX-Target": "drawer"}).text
        assert shown.count("<section>") == 3
        assert shown.count("<h1") == 1
        assert visitor.get(link[1]).text.count("<section>") == 3
    assert ada.get("/help/ledger").status_code == 404, "a customer has no ledger pages"
    assert "12 CFR 1005.11" in ada.get("/help/payments").text


def _text(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return answer.text
