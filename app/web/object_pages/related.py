"""What a thing belongs with, as its page shows it: grouped by kind, each with its own page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.banking.related.queries import related_to
from app.banking.trail.words import noun
from app.kernel.dates import month_text
from app.kernel.money import Money
from app.storage.finding import Found
from app.web.trail_pages.saying import can_open, link_to

Branches = Iterator[tuple[str, Select[Any]]]
# One of a kind, and several.
NAMES = {
    "account": ("Account", "Accounts"),
    "adjustment": ("Adjustment", "Adjustments"),
    "application": ("Application", "Applications"),
    "approval": ("Request for a second person", "Requests for a second person"),
    "break": ("Break", "Breaks"),
    "brand_version": ("Brand version", "Brand versions"),
    "customer": ("Customer", "Customers"),
    "file": ("Received file", "Received files"),
    "hold": ("Money set aside", "Money set aside"),
    "ledger_account": ("Ledger account", "Ledger accounts"),
    "partner": ("Partner", "Partners"),
    "payment": ("Payment", "Payments"),
    "product": ("Product", "Products"),
    "program": ("Program", "Programs"),
    "statement": ("Statement", "Statements"),
    "thread": ("Conversation", "Conversations"),
    "trace": ("Trace number", "Trace numbers"),
    "transaction": ("Transaction", "Transactions"),
}
# What has no page of its own is shown on this one's.
SHOWN_ON = {"program": "partner"}
# A whole page of its own: a list, a studio, the books; anything else is looked at beside this one.
NOT_IN_DRAWER = {"brand_version", "ledger_account", "partner", "program"}
DIRECTIONS = {"outgoing": "Outgoing", "incoming": "Incoming"}


@dataclass(frozen=True, slots=True)
class Related:
    """One thing beside another; without an address it is told, not linked."""

    kind: str
    title: str
    href: str = ""
    sub: str = ""
    status: str = ""
    amount: Money | None = None
    is_signed: bool = False

    @property
    def opens_drawer(self) -> bool:
        return self.kind not in NOT_IN_DRAWER


@dataclass(frozen=True, slots=True)
class Group:
    """All of one kind that is shown, and where the rest of it is."""

    label: str
    items: tuple[Related, ...]
    all_href: str = ""
    all_label: str = ""


def known(
    kind: str, its_id: UUID | None, title: str, *, sub: str = "", status: str = ""
) -> Related:
    """A thing that the page has read already; linked where it has a page that the role may see."""
    return Related(kind, title, link_to(kind, its_id), sub, status)


def related_groups(
    db: Session,
    branches: Branches | None = None,
    *,
    beside: Iterable[Related] = (),
    rest: Mapping[str, str] | None = None,
) -> list[Group]:
    """What the page knows, then what is found in one question; `rest` are the lists of a kind."""
    kinds = [kind for kind in NAMES if can_open(SHOWN_ON.get(kind, kind))]
    found = [_told(each) for each in related_to(db, kinds, branches or ())]
    order: dict[str, list[Related]] = {}
    for each in (*beside, *found):
        of_kind = order.setdefault(each.kind, [])
        if not each.href or each.href not in [other.href for other in of_kind]:
            of_kind.append(each)
    return [_group(kind, items, (rest or {}).get(kind, "")) for kind, items in order.items()]


def next_of(groups: Iterable[Group], kind: str, status: str) -> Related | None:
    """The first of a kind that stands like this, for what can be done about it."""
    found = (each for group in groups for each in group.items if each.kind == kind)
    return next((each for each in found if each.status == status), None)


def _group(kind: str, items: list[Related], all_href: str) -> Group:
    one, many = NAMES[kind]
    return Group(many if all_href or len(items) > 1 else one, tuple(items), all_href, many.lower())


def _told(found: Found) -> Related:
    title, sub = _words(found)
    is_signed = found.kind == "payment"
    amount = found.amount
    if is_signed and amount and found.note == "outgoing":
        amount = -amount
    if found.kind in SHOWN_ON:
        href = link_to(SHOWN_ON[found.kind], found.partner_id)
    else:
        href = link_to(found.kind, found.id, partner_id=found.partner_id)
    return Related(found.kind, title, href, sub, found.status, amount, is_signed)


def _words(found: Found) -> tuple[str, str]:
    """What it is called beside something it belongs with, and what is said under that."""
    called = CALLED.get(found.kind)
    return called(found) if called else (found.title or NAMES[found.kind][0], found.note)


def _month(found: Found) -> tuple[str, str]:
    return month_text(date.fromisoformat(f"{found.title}-01")), found.note


def _conversation(found: Found) -> tuple[str, str]:
    return (f"About the payment, {found.note}" if found.note else "General"), ""


def _by_cause(found: Found) -> tuple[str, str]:
    return found.title or noun(found.note), noun(found.note)


CALLED: Mapping[str, Callable[[Found], tuple[str, str]]] = {
    "payment": lambda found: (found.title, DIRECTIONS[found.note]),
    "statement": _month,
    "thread": _conversation,
    "application": lambda found: (found.note, found.title),
    "break": lambda found: (noun(found.note), found.title),
    "transaction": _by_cause,
    "adjustment": _by_cause,
    "product": _by_cause,
}
