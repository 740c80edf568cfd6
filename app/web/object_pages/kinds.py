"""Which things can be noted about and looked after on a surface, and how each is found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, request, url_for
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.banking.accounts.queries import account_detail
from app.banking.adjustments.finding import adjustments_by_id
from app.banking.adjustments.queries import adjustment_detail
from app.banking.approvals.queries import approval_detail
from app.banking.brands.finding import versions_by_id
from app.banking.brands.queries import version_of
from app.banking.customers.queries import application_detail, customer_detail
from app.banking.ledger.asides import hold_detail
from app.banking.ledger.books import ledger_account
from app.banking.ledger.finding import holds_by_id, ledger_accounts_by_id, transactions_by_id
from app.banking.ledger.transactions import transaction_detail
from app.banking.notes.rules import Subject
from app.banking.oversight.queries import partner_detail
from app.banking.payments.intake_queries import file_detail
from app.banking.payments.queries import payment_detail
from app.banking.products.queries import product_detail
from app.banking.reconciliation.queries import break_detail
from app.banking.statements.queries import statement_detail
from app.banking.threads.queries import thread_detail
from app.kernel.errors import NotFound
from app.storage.finding import find
from app.web.approval_pages.desk import desk
from app.web.door import work
from app.web.trail_pages.saying import can_open, link_to

OF_PARTNER = "/partners/<partner:partner_id>/ledger"


ById = Callable[[tuple[UUID, ...]], Select[Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`path` is where its things are; `find` raises NotFound for one that is not in scope.

    `by_id` finds whose a thing is, where its address names that.
    """

    path: str
    find: Callable[[Session, Any], object]
    by_id: ById | None = None


def _adjustment(db: Session, its_id: Any) -> object:
    return adjustment_detail(db, its_id, now=work.now)


APPROVAL = Kind("/approvals", lambda _, its_id: approval_detail(desk(), its_id, now=work.now))
CONSOLE: Mapping[str, Kind] = {
    "customer": Kind("/customers", customer_detail),
    "account": Kind("/accounts", account_detail),
    "payment": Kind("/payments", payment_detail),
    "application": Kind("/applications", application_detail),
    "approval": APPROVAL,
    "transaction": Kind("/ledger/transactions", transaction_detail),
    "adjustment": Kind("/ledger/adjustments", _adjustment),
    "hold": Kind("/ledger/holds", hold_detail),
    "statement": Kind("/statements", statement_detail),
    "ledger_account": Kind("/ledger/accounts", ledger_account),
    "product": Kind("/products", product_detail),
    "brand_version": Kind("/brand/versions", version_of),
    "thread": Kind("/threads", thread_detail),
}
OVERSIGHT: Mapping[str, Kind] = {
    "partner": Kind("/partners", partner_detail),
    "file": Kind("/files", file_detail),
    "break": Kind("/cash/breaks", break_detail),
    "approval": APPROVAL,
    "brand_version": Kind(
        "/brands/<partner:partner_id>/versions", version_of, by_id=versions_by_id
    ),
    "ledger_account": Kind(f"{OF_PARTNER}/accounts", ledger_account, by_id=ledger_accounts_by_id),
    "transaction": Kind(f"{OF_PARTNER}/transactions", transaction_detail, by_id=transactions_by_id),
    "hold": Kind(f"{OF_PARTNER}/holds", hold_detail, by_id=holds_by_id),
    "adjustment": Kind(f"{OF_PARTNER}/adjustments", _adjustment, by_id=adjustments_by_id),
}


def seen(kind: Kind, name: str, its_id: UUID, partner_id: UUID | None = None) -> Subject:
    """The thing, when this role may see it; to anybody else it is not there."""
    if not can_open(name):
        raise NotFound(name)
    kind.find(_books_of(partner_id) if partner_id else work.db, its_id)
    return Subject(name, its_id)


def page_of(about: Subject) -> str:
    """Where the thing is shown; the home page where it is not shown to this role."""
    return link_to(about.kind, about.id, partner_id=_owner_of(about)) or "/"


def address_of(endpoint: str, about: Subject) -> str:
    """Where notes about it are sent, or who looks after it; whose it is, is in it where needed."""
    owner = {"partner_id": partner_id} if (partner_id := _owner_of(about)) else {}
    return url_for(endpoint, its_id=about.id, **owner)


def _books_of(partner_id: UUID) -> Session:
    """A partner of the bank, or the bank's own house; anybody else's is a 404."""
    if partner_id != work.host.partner_id:
        partner_detail(work.db, partner_id)
    return work.reading(partner_id)


def _owner_of(about: Subject) -> UUID | None:
    """As the address that was asked for says it, or else as the thing itself does."""
    if _by_id(about.kind) is None:
        return None
    said = (request.view_args or {}).get("partner_id") or g.get("ledger_partner_id")
    return UUID(str(said)) if said else owner_found(about)


def owner_found(about: Subject) -> UUID | None:
    """Whose a thing is that an officer looks at; of what no address names, nobody's."""
    by_id = _by_id(about.kind)
    found = find(work.db, [by_id((about.id,))]) if by_id else []
    return found[0].partner_id if found else None


def _by_id(kind: str) -> ById | None:
    known = OVERSIGHT.get(kind) if work.host.surface == "oversight" else None
    return known.by_id if known else None
