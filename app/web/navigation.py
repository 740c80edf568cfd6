"""What each surface offers in its navigation; only what exists and the role may open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from flask import Flask, url_for

from app.kernel.languages import marked

PEOPLE, MONEY, OFFICE = "Customers", "Money", "Administration"


@dataclass(frozen=True, slots=True)
class Item:
    """A place to go: `key` is the blueprint's name, `letter` follows `g` on the keyboard.

    With a `query` it leads to what of a list waits for somebody.
    """

    key: str
    label: str
    icon: str
    endpoint: str
    permission: str
    group: str = ""
    letter: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An item ready for the layout."""

    key: str
    label: str
    href: str
    icon: str
    group: str = ""
    count: int | str = 0
    letter: str = ""


ITEMS: dict[str, tuple[Item, ...]] = {
    "console": (
        Item("home", "Home", "home", "home.index", "home.view", "", "h"),
        Item("customers", "Customers", "users", "customers.index", "customers.view", PEOPLE, "c"),
        Item(
            "applications",
            "Applications",
            "inbox",
            "applications.index",
            "customers.view",
            PEOPLE,
            "a",
        ),
        Item(
            "messages",
            "Messages",
            "message",
            "messages.index",
            "customers.view",
            PEOPLE,
            "m",
            "status=waiting&sort=since",
        ),
        Item("accounts", "Accounts", "wallet", "accounts.index", "accounts.view", PEOPLE, "n"),
        Item("payments", "Payments", "swap", "payments.index", "payments.view", MONEY, "p"),
        Item(
            "approvals",
            "Approvals",
            "check-circle",
            "approvals.index",
            "approvals.view",
            MONEY,
            "v",
        ),
        Item("ledger", "Ledger", "scale", "ledger.chart", "ledger.view", MONEY, "l"),
        Item("statements", "Statements", "file", "statements.index", "statements.view", MONEY, "s"),
        Item("products", "Products", "box", "products.index", "products.view", OFFICE, "r"),
        Item("brand", "Brand", "palette", "brand.index", "brand.edit", OFFICE, "b"),
        Item("team", "Team", "key", "team.index", "team.view", OFFICE, "t"),
        Item("audit", "Audit", "eye", "audit.index", "audit.view", OFFICE, "u"),
        Item("sso", "Single sign-on", "lock", "sso.index", "sso.configure", OFFICE, "o"),
    ),
    "portal": (
        Item("home", "Home", "home", "home.index", "portal.use", "", "h"),
        Item("send", marked("Send"), "send", "send.index", "portal.use", "", "m"),
        Item("payments", marked("Activity"), "list", "payments.index", "portal.use", "", "a"),
        Item("statements", "Statements", "file", "statements.index", "portal.use", "", "s"),
        Item("messages", "Messages", "message", "messages.index", "portal.use", "", "e"),
    ),
    "oversight": (
        Item("home", "Home", "home", "home.index", "oversight.view", "", "h"),
        Item("partners", "Partners", "bank", "partners.index", "oversight.view", "", "p"),
        Item(
            "approvals", "Approvals", "check-circle", "approvals.index", "approvals.view", "", "v"
        ),
        Item("brands", "Brands", "palette", "brands.index", "oversight.view", "", "b"),
        Item("cash", "Cash", "scale", "cash.index", "oversight.view", MONEY, "c"),
        Item("files", "Received files", "inbox", "files.index", "oversight.view", MONEY, "f"),
        Item(
            "checks", "Ledger checks", "shield-check", "checks.index", "oversight.view", MONEY, "k"
        ),
        Item("isolation", "Kept apart", "shield", "isolation.index", "oversight.view", OFFICE, "i"),
        Item("team", "Team", "key", "team.index", "team.view", OFFICE, "t"),
        Item("audit", "Audit", "eye", "audit.own", "audit.view", OFFICE, "u"),
        Item("sso", "Single sign-on", "lock", "sso.index", "sso.configure", OFFICE, "o"),
    ),
    "operator": (
        Item("invariants", "Invariants", "shield-check", "invariants.index", "operator", "", "i"),
        Item("seals", "Ledger seals", "lock", "seals.index", "operator", "", "s"),
        Item("queues", "Work", "list", "queues.index", "operator", "", "w"),
        Item("support", "Support access", "eye", "support.index", "operator", "", "a"),
    ),
}


def navigation(
    app: Flask,
    surface: str,
    may: Callable[[str], bool],
    counts: Mapping[str, Callable[[], int]] | None = None,
) -> list[Link]:
    """The links somebody sees on a surface, as far as they may; some with how much waits there."""
    waiting = counts or {}
    return [
        Link(
            item.key,
            item.label,
            _href(surface, item.endpoint, item.query),
            item.icon,
            item.group,
            letter=item.letter,
            count=waiting[item.key]() if item.key in waiting else 0,
        )
        for item in ITEMS[surface]
        if item.endpoint in app.view_functions and may(item.permission)
    ]


@cache
def _href(_surface: str, endpoint: str, query: str) -> str:
    """A place has no parts that change: its address is made once for each surface."""
    href = url_for(endpoint)
    return f"{href}?{query}" if query else href
