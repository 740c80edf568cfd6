"""How a trail's pages speak: whose it is, what each value is in words, and where things are."""

from typing import Any
from uuid import UUID

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.banking.audit.fields import Kind
from app.banking.trail.words import currency_of, fields_of, kind_of, label, value_words
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
    "product": ("products.show", "product_id"),
    "statement": ("statements.show", "statement_id"),
    "thread": ("messages.show", "thread_id"),
    "transaction": ("ledger.transaction", "transaction_id"),
}
# Where a bank's officers see it; what is of one partner has that partner in its address there.
PAGES_OF_BANK = {"brand_version": ("brands.show", "version_id")}
NOTED_BY_BANK = ("note.", "object.assigned")
OF_PARTNER = ("ledger", "brands", "partners", "audit")


def trail_page_of(template: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """A page of the trail, told whose it is and where it hangs in the navigation."""
    fragment = context.pop("fragment", "")
    told = {"whose": whose, "crumbs": crumbs()} | place() | context
    return page(template, fragment=fragment, status=status, **told)


def place() -> dict[str, str]:
    """Where it hangs in the navigation, if not under its own area."""
    if whose.is_console:
        return {}
    return {"active": "audit" if whose.is_house else "partners"}


def crumbs() -> list[tuple[str, str]]:
    """The way here; the trail's own first page is the last of it."""
    own = [("Audit", url_for("audit.index"))]
    if whose.is_console or whose.is_house:
        return own
    home = (whose.name, url_for("partners.show", partner_id=whose.partner_id))
    return [("Partners", url_for("partners.index")), home, *own]


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
    if partner_id and work.host.surface == "oversight" and is_of_partner(kind):
        values["partner_id"] = partner_id
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""


def about_href(action: str, kind: str, value: UUID | None) -> str:
    """What a record of this trail is about.

    What a bank noted on a partner's thing is recorded with the bank, and the record alone does not
    tell which partner's: its own page finds that.
    """
    if whose.is_house and action.startswith(NOTED_BY_BANK) and is_of_partner(kind):
        return ""
    return link_to(kind, value, partner_id=whose.partner_id)


def is_of_partner(kind: str) -> bool:
    """Whether a page of it, on a bank's own surface, has the partner in its address."""
    endpoint, argument = _page_of(kind)
    return endpoint.partition(".")[0] in OF_PARTNER and argument != "partner_id"


def _page_of(kind: str) -> tuple[str, str]:
    on_bank = work.host.surface == "oversight" and kind in PAGES_OF_BANK
    return (PAGES_OF_BANK if on_bank else PAGES_OF).get(kind, ("", ""))


def told(action: str, values: dict[str, Any], *, changes: bool = False) -> list[tuple[str, Any]]:
    """Fields in words with their values, in the order of their declaration."""
    currency = currency_of(values)
    return [
        (label(name), value_of(name, kind, values[name], currency))
        for name, kind in fields_of(action, values, changes=changes)
    ]


def value_of(name: str, kind: Kind, value: Any, currency: str) -> Any:
    """In words; an id leads to what it names, where a page shows it."""
    words = value_words(name, kind, value, currency)
    if kind is not Kind.ID or value is None:
        return words
    try:
        href = link_to(kind_of(name), UUID(str(value)))
    except ValueError:
        return words
    return Markup('<a href="{}">{}</a>').format(href, words) if href else words
