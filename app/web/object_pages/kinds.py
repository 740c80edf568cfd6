"""Which things can be noted about and looked after on a surface, and how each is found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import current_app

from app.banking.accounts.queries import account_detail
from app.banking.adjustments.queries import adjustment_detail
from app.banking.approvals.queries import approval_detail
from app.banking.customers.queries import application_detail, customer_detail
from app.banking.ledger.asides import hold_detail
from app.banking.ledger.transactions import transaction_detail
from app.banking.notes.rules import Subject
from app.banking.oversight.queries import partner_detail
from app.banking.payments.intake_queries import file_detail
from app.banking.payments.queries import payment_detail
from app.banking.reconciliation.queries import break_detail
from app.banking.statements.queries import statement_detail
from app.kernel.errors import NotFound
from app.kernel.ids import (
    AccountId,
    AdjustmentId,
    ApplicationId,
    ApprovalId,
    BreakId,
    CustomerId,
    FileId,
    HoldId,
    PaymentId,
    StatementId,
    TransactionId,
)
from app.web.approval_pages.desk import desk
from app.web.door import work
from app.web.trail_pages.saying import PAGES_OF, link_to


@dataclass(frozen=True, slots=True)
class Kind:
    """`path` is where its things are; `find` raises NotFound for one that is not in scope."""

    path: str
    find: Callable[[UUID], object]


CONSOLE: Mapping[str, Kind] = {
    "customer": Kind("/customers", lambda its_id: customer_detail(work.db, CustomerId(its_id))),
    "account": Kind("/accounts", lambda its_id: account_detail(work.db, AccountId(its_id))),
    "payment": Kind("/payments", lambda its_id: payment_detail(work.db, PaymentId(its_id))),
    "application": Kind(
        "/applications", lambda its_id: application_detail(work.db, ApplicationId(its_id))
    ),
    "approval": Kind(
        "/approvals", lambda its_id: approval_detail(desk(), ApprovalId(its_id), now=work.now)
    ),
    "transaction": Kind(
        "/ledger/transactions", lambda its_id: transaction_detail(work.db, TransactionId(its_id))
    ),
    "adjustment": Kind(
        "/ledger/adjustments",
        lambda its_id: adjustment_detail(work.db, AdjustmentId(its_id), now=work.now),
    ),
    "hold": Kind("/ledger/holds", lambda its_id: hold_detail(work.db, HoldId(its_id))),
    "statement": Kind("/statements", lambda its_id: statement_detail(work.db, StatementId(its_id))),
}
OVERSIGHT: Mapping[str, Kind] = {
    "partner": Kind("/partners", lambda its_id: partner_detail(work.db, its_id)),
    "file": Kind("/files", lambda its_id: file_detail(work.db, FileId(its_id))),
    "break": Kind("/cash/breaks", lambda its_id: break_detail(work.db, BreakId(its_id))),
    "approval": CONSOLE["approval"],
}


def seen(kind: Kind, name: str, its_id: UUID) -> Subject:
    """The thing, when this role may see it; to anybody else it is not there."""
    endpoint, _ = PAGES_OF[name]
    if not work.may(getattr(current_app.view_functions[endpoint], "permission", "")):
        raise NotFound(name)
    kind.find(its_id)
    return Subject(name, its_id)


def page_of(about: Subject) -> str:
    """Where the thing is shown; the home page where it is not shown to this role."""
    return link_to(about.kind, about.id) or "/"
