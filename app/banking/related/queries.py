"""What each thing belongs with, all of it in one question a page.

`kinds` are those that the one who looks may open; nothing of another kind is looked for. What a
page has read already it says itself.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.banking.accounts import finding as accounts
from app.banking.adjustments.finding import (
    adjustments_by_id,
    adjustments_of,
    adjustments_of_account,
    adjustments_waiting,
)
from app.banking.approvals.finding import approvals_about
from app.banking.brands.finding import versions_current
from app.banking.customers import finding as customers
from app.banking.ledger import finding as ledger
from app.banking.payments import finding as payments
from app.banking.products import finding as products
from app.banking.reconciliation.finding import breaks_about, breaks_open_at
from app.banking.related.rules import OF_A_KIND, months_beside
from app.banking.statements import finding as statements
from app.banking.threads.finding import threads_of_customer
from app.kernel.ids import shown
from app.storage.finding import Found, find

Branch = tuple[str, Select[Any]]
Branches = Iterator[Branch]


def related_to(db: Session, kinds: Collection[str], branches: Iterable[Branch]) -> list[Found]:
    """What the branches find, each thing once, in their order."""
    found = find(db, [branch for kind, branch in branches if kind in kinds])
    return list({(each.kind, each.id): each for each in found}.values())


def of_customer(customer_id: UUID) -> Branches:
    """Accounts and applications are parts of the page itself."""
    yield "payment", payments.payments_of_customer(customer_id, limit=OF_A_KIND)
    yield "thread", threads_of_customer(customer_id, limit=OF_A_KIND)
    yield "statement", statements.statements_of_customer(customer_id, limit=OF_A_KIND)


def of_account(account_id: UUID, customer_id: UUID) -> Branches:
    yield "product", products.products_in(accounts.product_of(account_id))
    yield "application", customers.applications_of_customer(customer_id, limit=OF_A_KIND)
    yield "payment", payments.payments_of_account(account_id, limit=OF_A_KIND)
    yield "statement", statements.statements_of_account(account_id, limit=OF_A_KIND)


def of_application(application_id: UUID, customer_id: UUID) -> Branches:
    yield "account", accounts.accounts_of_customer(customer_id)
    others = customers.applications_of_customer(customer_id, but=application_id, limit=OF_A_KIND)
    yield "application", others
    yield "thread", threads_of_customer(customer_id, limit=OF_A_KIND)


def of_statement(account_id: UUID, month_on: date) -> Branches:
    """The months before and after it."""
    beside = months_beside(month_on)
    yield "statement", statements.statements_of_account(account_id, months=beside, limit=OF_A_KIND)


def of_approval(
    approval_id: UUID, kind: str, subject_id: UUID, customer_id: UUID | None
) -> Branches:
    """Its subject, whose that is, what came of it, and what was asked about it besides."""
    by_id = {
        "payment": payments.payments_by_id,
        "adjustment": adjustments_by_id,
        "application": customers.applications_by_id,
        "account": accounts.accounts_by_id,
        "hold": ledger.holds_by_id,
        "transaction": ledger.transactions_by_id,
    }
    if kind in by_id:
        yield kind, by_id[kind]((subject_id,))
    if customer_id:
        yield "customer", customers.customers_by_id((customer_id,))
    yield "transaction", ledger.transactions_about((subject_id,))
    yield "approval", approvals_about(subject_id, but=approval_id, limit=OF_A_KIND)


def of_hold(
    ledger_account_id: UUID, subject_id: UUID | None, transaction_id: UUID | None
) -> Branches:
    if subject_id:
        yield "payment", payments.payments_by_id((subject_id,))
    yield "account", accounts.accounts_in_ledger((ledger_account_id,))
    if transaction_id:
        yield "transaction", ledger.transactions_by_id((transaction_id,))


def of_transaction(
    transaction_id: UUID, subject_id: UUID | None, ledger_account_ids: Collection[UUID]
) -> Branches:
    if subject_id:
        yield "payment", payments.payments_by_id((subject_id,))
    yield "account", accounts.accounts_in_ledger(ledger_account_ids)
    yield "transaction", ledger.transactions_beside(transaction_id)
    yield "adjustment", adjustments_of(transaction_id)


def of_ledger_account(ledger_account_id: UUID, customer_id: UUID | None) -> Branches:
    """Whose it is; of the brand's own accounts, nobody's. Its holds are a part of the page."""
    if customer_id:
        yield "customer", customers.customers_by_id((customer_id,))
        yield "account", accounts.accounts_in_ledger((ledger_account_id,))
    yield "adjustment", adjustments_of_account(ledger_account_id, limit=OF_A_KIND)


def of_member(login_id: UUID) -> Branches:
    """What was asked about somebody's access."""
    yield "approval", approvals_about(login_id, limit=OF_A_KIND)


def of_product(product_id: UUID) -> Branches:
    """Who opened it last, and what was asked about it."""
    yield "account", accounts.accounts_with_product(product_id, limit=OF_A_KIND)
    yield "approval", approvals_about(product_id, limit=OF_A_KIND)


def of_partner(partner_id: UUID, bank_accounts: Collection[str]) -> Branches:
    yield "break", breaks_open_at(bank_accounts, limit=OF_A_KIND)
    yield "adjustment", adjustments_waiting(partner_id, limit=OF_A_KIND)
    yield "brand_version", versions_current(partner_id)
    yield "file", payments.files_of_partner(partner_id, limit=OF_A_KIND)


def of_brand_version(version_id: UUID, partner_id: UUID) -> Branches:
    """What customers see beside it, and what else is on its way to them."""
    yield "brand_version", versions_current(partner_id, but=version_id)


def of_file(file_id: UUID) -> Branches:
    """Its entries, shares and returns are parts of the page itself."""
    yield "break", breaks_about(shown("file", file_id))
    yield "transaction", ledger.transactions_of(payments.received_in(file_id), limit=OF_A_KIND)


def of_break(file_id: UUID | None, bank_account: str) -> Branches:
    if file_id:
        yield "file", payments.files_by_id((file_id,))
    if bank_account:
        yield "program", products.programs_by_number(bank_account)
