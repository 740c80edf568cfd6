"""What each surface offers in its navigation; only what exists and the role may open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Flask, url_for


@dataclass(frozen=True, slots=True)
class Item:
    """A place to go: `key` is the blueprint's name."""

    key: str
    label: str
    icon: str
    endpoint: str
    permission: str


@dataclass(frozen=True, slots=True)
class Link:
    """An item ready for the layout."""

    key: str
    label: str
    href: str
    icon: str
    group: str = ""
    count: int = 0


ITEMS: dict[str, tuple[Item, ...]] = {
    "console": (
        Item("home", "Home", "home", "home.index", "home.view"),
        Item("customers", "Customers", "users", "customers.index", "customers.view"),
        Item("applications", "Applications", "inbox", "applications.index", "customers.view"),
        Item("accounts", "Accounts", "wallet", "accounts.index", "accounts.view"),
        Item("payments", "Payments", "swap", "payments.index", "payments.view"),
        Item("approvals", "Approvals", "check-circle", "approvals.index", "approvals.view"),
        Item("ledger", "Ledger", "scale", "ledger.chart", "ledger.view"),
        Item("products", "Products", "box", "products.index", "products.view"),
        Item("statements", "Statements", "file", "statements.index", "statements.view"),
        Item("team", "Team", "key", "team.index", "team.view"),
        Item("audit", "Audit", "eye", "audit.index", "audit.view"),
        Item("sso", "Single sign-on", "lock", "sso.index", "sso.configure"),
    ),
    "portal": (
        Item("home", "Home", "home", "home.index", "portal.use"),
        Item("send", "Send", "send", "send.index", "portal.use"),
        Item("payments", "Activity", "list", "payments.index", "portal.use"),
        Item("statements", "Statements", "file", "statements.index", "portal.use"),
    ),
    "oversight": (
        Item("partners", "Partners", "bank", "partners.index", "oversight.view"),
        Item("approvals", "Approvals", "check-circle", "approvals.index", "approvals.view"),
        Item("cash", "Cash", "scale", "cash.index", "oversight.view"),
        Item("files", "Received files", "inbox", "files.index", "oversight.view"),
        Item("checks", "Ledger checks", "shield-check", "checks.index", "oversight.view"),
        Item("isolation", "Kept apart", "lock", "isolation.index", "oversight.view"),
        Item("team", "Team", "key", "team.index", "team.view"),
        Item("audit", "Audit", "eye", "audit.own", "audit.view"),
        Item("sso", "Single sign-on", "lock", "sso.index", "sso.configure"),
    ),
    "operator": (
        Item("invariants", "Invariants", "shield-check", "invariants.index", "operator"),
        Item("seals", "Ledger seals", "lock", "seals.index", "operator"),
        Item("queues", "Work", "list", "queues.index", "operator"),
        Item("support", "Support access", "eye", "support.index", "operator"),
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
            url_for(item.endpoint),
            item.icon,
            count=waiting[item.key]() if item.key in waiting else 0,
        )
        for item in ITEMS[surface]
        if item.endpoint in app.view_functions and may(item.permission)
    ]
