"""How a trail's pages speak: whose it is, what each value is in words, and where things are."""

from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.banking.audit.catalogue import CATALOGUE
from app.banking.audit.fields import Fields, Kind
from app.kernel.ids import PREFIXES, shown
from app.kernel.money import Money
from app.web.door import page, work
from app.web.ledger_pages.whose import whose

PAGES_OF = {
    "account": ("accounts.show", "account_id"),
    "adjustment": ("ledger.adjustment", "adjustment_id"),
    "application": ("applications.show", "application_id"),
    "approval": ("approvals.show", "approval_id"),
    "audit_record": ("audit.record", "record_id"),
    "brand_version": ("brand.show", "version_id"),
    "break": ("cash.show_break", "break_id"),
    "customer": ("customers.show", "customer_id"),
    "file": ("files.show", "file_id"),
    "hold": ("ledger.hold", "hold_id"),
    "ledger_account": ("ledger.account", "ledger_account_id"),
    "partner": ("partners.show", "partner_id"),
    "payment": ("payments.show", "payment_id"),
    "product": ("products.index", ""),
    "statement": ("statements.show", "statement_id"),
    "thread": ("messages.show", "thread_id"),
    "transaction": ("ledger.transaction", "transaction_id"),
}
# Where a bank's officers see it; what is of one partner has that partner in its address there.
PAGES_OF_BANK = {"brand_version": ("brands.show", "version_id")}
OF_PARTNER = ("ledger", "brands", "partners", "audit")
# An id among the fields is of this kind; by its name it would be another.
KIND_OF_FIELD = {"reversal_id": "transaction", "reverses": "transaction"}
KIND_LABELS = {
    "user": "User",
    "customer": "Customer",
    "officer": "Bank officer",
    "schedule": "Schedule",
    "rail": "Rail",
    "operator": "Operator",
}


def trail_page_of(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page of the trail, told whose it is and where it hangs in the navigation."""
    fragment = context.pop("fragment", "")
    if not whose.is_console:
        context["active"] = "audit" if whose.is_house else "partners"
    return page(template, fragment=fragment, status=status, whose=whose, crumbs=crumbs(), **context)


def crumbs() -> list[tuple[str, str]]:
    """The way here; the trail's own first page is the last of it."""
    own = [("Audit", url_for("audit.index"))]
    if whose.is_console or whose.is_house:
        return own
    home = (whose.name, url_for("partners.show", partner_id=whose.partner_id))
    return [("Partners", url_for("partners.index")), home, *own]


def noun(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def id_of(kind: str, value: UUID) -> str:
    """As people see it on pages and in addresses."""
    return shown(kind, value) if kind in PREFIXES else str(value)


def can_open(kind: str) -> bool:
    """Whether this surface has pages of this kind, and the one who looks may see them."""
    view = current_app.view_functions.get(_page_of(kind)[0])
    return view is not None and work.may(getattr(view, "permission", ""))


def link_to(kind: str, value: UUID | None, *, partner_id: UUID | None = None) -> str:
    """Where a thing is shown on this surface; empty when it is nowhere, or not for this role.

    `partner_id` is whose it is, where the address does not say it already.
    """
    endpoint, argument = _page_of(kind)
    if value is None or not can_open(kind):
        return ""
    values = {argument: value} if argument else {}
    is_named = work.host.surface == "oversight" and endpoint.partition(".")[0] in OF_PARTNER
    if partner_id and is_named and argument != "partner_id":
        values["partner_id"] = partner_id
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""


def _page_of(kind: str) -> tuple[str, str]:
    on_bank = work.host.surface == "oversight" and kind in PAGES_OF_BANK
    return (PAGES_OF_BANK if on_bank else PAGES_OF).get(kind, ("", ""))


def told(action: str, values: dict[str, Any], *, changes: bool = False) -> list[tuple[str, Any]]:
    """Fields in words with their values, in the order of their declaration."""
    declared = CATALOGUE.get(action)
    known: Fields = (declared.changes if changes else declared.fields) if declared else {}
    order = [*(name for name in known if name in values), *(set(values) - set(known))]
    currency = str(values.get("currency") or "USD")
    return [
        (label(name), value_of(name, known.get(name, Kind.WORDS), values[name], currency))
        for name in order
    ]


def label(name: str) -> str:
    words = name.removesuffix("_minor").removesuffix("_id").removesuffix("_on")
    return words.replace("_", " ").replace("is in", "in").capitalize()


def value_of(name: str, kind: Kind, value: Any, currency: str) -> Any:
    """One value as a reader sees it; what we do not know is shown as it was written."""
    if value is None:
        return "Nothing"
    match kind:
        case Kind.MINOR if isinstance(value, int):
            return str(Money(value, currency))
        case Kind.FLAG:
            return "Yes" if value else "No"
        case Kind.LIST if isinstance(value, list):
            return ", ".join(map(str, value)) or "Nothing"
        case Kind.ID:
            return _linked(KIND_OF_FIELD.get(name, name.removesuffix("_id")), str(value))
        case _:
            return str(value)


def _linked(kind: str, value: str) -> Any:
    try:
        its_id = UUID(value)
    except ValueError:
        return value
    text, href = id_of(kind, its_id), link_to(kind, its_id)
    return Markup('<a href="{}">{}</a>').format(href, text) if href else text
