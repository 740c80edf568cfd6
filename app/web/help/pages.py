"""Which topic helps with which page: by the page's endpoint, else by its blueprint."""

from functools import cache

from flask import url_for

from app.web.help.bank import OVERSIGHT
from app.web.help.customer import OWN_LOGIN, PORTAL
from app.web.help.shared import APPROVALS, LEDGER, LISTS, SEARCH, STATEMENTS, TEAM
from app.web.help.staff import CONSOLE
from app.web.help.topic import Topic

STAFF = {**APPROVALS, **LEDGER, **LISTS, **TEAM, **OWN_LOGIN, **SEARCH, "statements": STATEMENTS}
TOPICS: dict[str, dict[str, Topic]] = {
    "console": {**STAFF, **CONSOLE},
    "oversight": {**STAFF, **OVERSIGHT},
    "portal": {**OWN_LOGIN, **PORTAL},
}
# Pages that are about the same as another.
SAME = {
    "approvals.new_rule": "approvals.rules",
    "approvals.edit_rule": "approvals.rules",
    "cash.show_break": "cash.breaks",
    "ledger.new_adjustment": "ledger.adjustments",
    "ledger.new_exchange": "ledger.adjustments",
    "payments.choose": "payments.new",
    "payments.review": "payments.new",
    "team.support": "support",
}
# Pages about these pages need no help of their own.
WITHOUT = frozenset({"help", "preferences"})


def topic_for(surface: str, endpoint: str | None) -> tuple[str, Topic] | None:
    """A page's topic with the name it has in addresses."""
    known, named = TOPICS.get(surface, {}), SAME.get(endpoint or "", endpoint or "")
    for name in (named, named.partition(".")[0]):
        if name in known:
            return in_address(name), known[name]
    return None


def help_href(surface: str, endpoint: str | None) -> str:
    """Where a page's help is; empty where there is none."""
    found = topic_for(surface, endpoint)
    return url_for("help.show", topic=found[0]) if found else ""


@cache
def topics_of(surface: str) -> dict[str, Topic]:
    """All of a surface by their names in addresses."""
    return {in_address(name): topic for name, topic in TOPICS.get(surface, {}).items()}


def in_address(name: str) -> str:
    return name.replace(".", "-").replace("_", "-")
