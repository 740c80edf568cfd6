"""The page of any one thing offers every part of an object page, or says here why not."""

import re
from pathlib import Path

import pytest

from app.kernel.ids import PREFIXES
from app.web.dispatch import Dispatcher
from tests.web.addresses import surface_app

WEB = Path(__file__).parents[2] / "app/web"
ADDRESS = re.compile(rf"<({'|'.join(PREFIXES)}):\w+>$")
PARTS = {
    "state": "status=",
    "timeline": "object_pages/_timeline.html",
    "related": "object_pages/_beside.html",
    "steps": "steps=steps",
    "raw record": "raw_record(raw)",
    "notes": "object_pages/_doing.html",
    "assignment": "assigned=assigned_name",
    "double entry": "double_entry(",
}
LINES = "its lines are debits and credits, each with its transaction"
NOTHING_MOVED = "no money moved by it"
PEOPLE = "what one thinks of a colleague is no business of the product"
AT_CUSTOMER = "colleagues note it on the customer's page"
SETTING = "a setting, changed by its form"
# The template of each page, and why it lacks a part.
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "accounts.show": ("console/accounts/templates/accounts/show.html", {"double entry": LINES}),
    "applications.show": (
        "console/applications/templates/applications/show.html",
        {"double entry": NOTHING_MOVED},
    ),
    "approvals.show": ("approval_pages/show.html", {}),
    "approvals.edit_rule": (
        "approval_pages/rule.html",
        dict.fromkeys(
            ("state", "related", "steps", "notes", "assignment", "double entry"), SETTING
        ),
    ),
    "audit.record": (
        "trail_pages/record.html",
        dict.fromkeys(PARTS.keys() - {"raw record"}, "one moment of a thing, which it leads to"),
    ),
    "brand.show": (
        "console/brand/templates/brand/version.html",
        {"double entry": NOTHING_MOVED},
    ),
    "brands.show": (
        "oversight/brands/templates/brands/show.html",
        {"double entry": NOTHING_MOVED},
    ),
    "cash.show_break": (
        "oversight/cash/templates/cash/show_break.html",
        {"double entry": "a difference between two sums: a correction is posted, and shows it"},
    ),
    "customers.show": (
        "console/customers/templates/customers/show.html",
        {"double entry": "money moves on accounts, which it leads to"},
    ),
    "files.show": (
        "oversight/files/templates/files/show.html",
        {"double entry": "thousands of them: its entries are a list, and each leads to its own"},
    ),
    "ledger.account": ("ledger_pages/account.html", {"double entry": LINES}),
    "ledger.adjustment": (
        "ledger_pages/adjustment.html",
        {"double entry": "its own table, before anything is posted as well"},
    ),
    "ledger.hold": ("ledger_pages/hold.html", {}),
    "ledger.transaction": ("ledger_pages/transaction.html", {}),
    "messages.letter": (
        "console/messages/templates/messages/letter.html",
        {"double entry": NOTHING_MOVED, "notes": AT_CUSTOMER, "assignment": AT_CUSTOMER},
    ),
    "messages.show": (
        "console/messages/templates/messages/show.html",
        {"double entry": NOTHING_MOVED},
    ),
    "partners.show": (
        "oversight/partners/templates/partners/show.html",
        {"double entry": "its whole ledger is a page beside it"},
    ),
    "payments.show": ("console/payments/templates/payments/show.html", {}),
    "products.show": (
        "console/products/templates/products/show.html",
        {"double entry": NOTHING_MOVED},
    ),
    "sso.show": (
        "single_sign_on/show.html",
        dict.fromkeys(("related", "notes", "assignment", "double entry"), SETTING),
    ),
    "statements.show": ("statement_pages/show.html", {"double entry": LINES}),
    "team.show": (
        "team_pages/show.html",
        {"double entry": NOTHING_MOVED, "notes": PEOPLE, "assignment": PEOPLE},
    ),
}
# Addresses that end in an id and are no page of a thing: tools of one's own, or lists.
NO_OBJECT = {"lists.show_export", "lists.edit_view", "mailbox.show", "brands.partner"}


@pytest.mark.parametrize("surface", ["console", "oversight"])
def test_every_page_of_one_thing_is_known(application: Dispatcher, surface: str) -> None:
    app = surface_app(application, surface)
    found = {
        rule.endpoint: kind[1]
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and (kind := ADDRESS.search(rule.rule))
    }
    pages = {each for each in found if each not in NO_OBJECT and ".look_" not in each}
    assert pages - PAGES.keys() == set(), "say which template it has, and why it lacks what it does"
    for endpoint in pages:
        kind, without = found[endpoint], PAGES[endpoint][1]
        for part, view in (("notes", f"create_{kind}_note"), ("assignment", f"assign_{kind}")):
            is_there = f"notes.{view}" in app.view_functions
            assert is_there is (part not in without), f"{endpoint}: {part}"


@pytest.mark.parametrize("endpoint", PAGES)
def test_it_offers_each_part_or_says_why_not(endpoint: str) -> None:
    template, without = PAGES[endpoint]
    text = (WEB / template).read_text(encoding="utf-8")
    offered = {part for part, mark in PARTS.items() if mark in text}
    assert offered == PARTS.keys() - without.keys()
