"""What each surface can be searched for: one question a session, whatever was typed.

`kinds` are those that the one who looks may open; nothing of another kind is looked for.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.banking.accounts import finding as accounts
from app.banking.adjustments.finding import adjustments_by_id
from app.banking.approvals.finding import approvals_by_amount, approvals_by_id
from app.banking.brands import finding as brands
from app.banking.customers import finding as customers
from app.banking.ledger import finding as ledger
from app.banking.mail import finding as mail
from app.banking.mail.letters import kinds_about
from app.banking.payments import finding as payments
from app.banking.products import finding as products
from app.banking.reconciliation.finding import breaks_by_amount, breaks_by_id
from app.banking.search.rules import Asked
from app.banking.statements.finding import own_statements, statements_by_id
from app.banking.team import finding as team
from app.banking.threads import finding as threads
from app.banking.trail.finding import records_by_id
from app.storage.finding import OF_A_KIND_MAX, Found, find

Branches = Iterator[tuple[str, Select[Any]]]
ById = Callable[[tuple[UUID, ...]], Select[Any]]
NAME_LENGTH_MIN = 3

CONSOLE: dict[str, ById] = {
    "customer": customers.customers_by_id,
    "application": customers.applications_by_id,
    "account": accounts.accounts_by_id,
    "payment": payments.payments_by_id,
    "transaction": ledger.transactions_by_id,
    "ledger_account": ledger.ledger_accounts_by_id,
    "hold": ledger.holds_by_id,
    "adjustment": adjustments_by_id,
    "approval": approvals_by_id,
    "statement": statements_by_id,
    "thread": threads.threads_by_id,
    "mail": mail.letters_by_id,
    "product": products.products_by_id,
    "brand_version": brands.versions_by_id,
    "audit_record": records_by_id,
}
OVERSIGHT: dict[str, ById] = {
    "program": products.programs_by_id,
    "file": payments.files_by_id,
    "break": breaks_by_id,
    "transaction": ledger.transactions_by_id,
    "ledger_account": ledger.ledger_accounts_by_id,
    "hold": ledger.holds_by_id,
    "adjustment": adjustments_by_id,
    "brand_version": brands.versions_by_id,
    "audit_record": records_by_id,
}
# What was posted for it is what a bank's officer sees of it.
POSTED_FOR = ("payment", "adjustment")


def search_console(db: Session, asked: Asked, kinds: Collection[str]) -> list[Found]:
    """A partner's own things."""
    return _find(db, kinds, _by_id(asked, CONSOLE), _people(asked, "user"), _in_console(asked))


def search_oversight(db: Session, asked: Asked, kinds: Collection[str]) -> list[Found]:
    """A bank's files and breaks, and the books of its partners."""
    return _find(db, kinds, _by_id(asked, OVERSIGHT), _in_oversight(asked))


def search_house(db: Session, asked: Asked, kinds: Collection[str]) -> list[Found]:
    """What lies with the bank's own house: its officers, and what they ask each other."""
    own = _by_id(asked, {"approval": approvals_by_id})
    return _find(db, kinds, own, _approvals(asked), _people(asked, "officer"))


def search_portal(db: Session, asked: Asked, *, today: date) -> list[Found]:
    """A customer's own things."""
    return _find(db, ("payment", "account", "statement"), _in_portal(asked, today))


def _find(db: Session, kinds: Collection[str], *ways: Branches) -> list[Found]:
    asked = [branch for way in ways for kind, branch in way if kind in kinds]
    seen: dict[tuple[str, UUID], Found] = {}
    for found in find(db, asked):
        seen.setdefault((found.kind, found.id), found)
    return _bounded(list(seen.values()))


def _bounded(found: list[Found]) -> list[Found]:
    """The exact first, then in the order of the kinds; of each kind a few."""
    counted: dict[str, int] = {}
    kept = []
    for each in sorted(found, key=lambda one: not one.is_exact):
        counted[each.kind] = counted.get(each.kind, 0) + 1
        if counted[each.kind] <= OF_A_KIND_MAX:
            kept.append(each)
    return kept


def _by_id(asked: Asked, known: dict[str, ById]) -> Branches:
    for kind, by_id in known.items():
        if ids := asked.ids_of(kind):
            yield kind, by_id(ids)


def _people(asked: Asked, kind: str) -> Branches:
    if ids := asked.ids_of("login"):
        yield "login", team.people_by_id(ids, kind)
    if asked.email:
        yield "login", team.people_by_email(asked.email, kind)
    if asked.words:
        yield "login", team.people_by_words(asked.words, kind)


def _approvals(asked: Asked) -> Branches:
    if asked.minor is not None:
        yield "approval", approvals_by_amount(asked.minor)


def _in_console(asked: Asked) -> Branches:
    if whole := asked.email or asked.phone:
        yield "customer", customers.customers_by_words((whole,), is_whole=True)
    if asked.number:
        yield "account", accounts.accounts_by_number(asked.number)
    if asked.trace:
        yield "payment", payments.payments_by_trace(asked.trace)
    if asked.minor is not None:
        yield "payment", payments.payments_by_amount(asked.minor)
    yield from _approvals(asked)
    if asked.words:
        yield "customer", customers.customers_by_words(asked.words, is_whole=False)
        if len(asked.text) >= NAME_LENGTH_MIN:
            yield "payment", payments.payments_by_name(asked.text)
        yield "thread", threads.threads_by_words(asked.words)
        yield "mail", mail.letters_to(customers.named_customers(asked.words))
        if kinds := kinds_about(asked.words):
            yield "mail", mail.letters_of_kinds(kinds)
        yield "ledger_account", ledger.ledger_accounts_by_words(asked.words)
        yield "product", products.products_by_words(asked.words)
        yield "brand_version", brands.versions_by_words(asked.words, of_many=False)


def _in_oversight(asked: Asked) -> Branches:
    posted = tuple(value for kind, value in asked.ids if kind in POSTED_FOR)
    if posted:
        yield "transaction", ledger.transactions_about(posted)
    if held := tuple(value for kind, value in asked.ids if kind in ("", "account")):
        yield "ledger_account", ledger.ledger_accounts_among(accounts.liabilities_of(held))
    if asked.number:
        yield "ledger_account", ledger.ledger_accounts_by_number(asked.number)
        yield "program", products.programs_by_number(asked.number)
    if asked.trace:
        yield "file", payments.files_by_trace(asked.trace)
        sent = payments.sent_with(asked.trace)
        yield "transaction", ledger.transactions_of(sent, limit=OF_A_KIND_MAX)
    if asked.minor is not None:
        yield "break", breaks_by_amount(asked.minor)
    if asked.words:
        yield "program", products.programs_by_words(asked.words)
        yield "file", payments.files_by_name(asked.text)
        yield "brand_version", brands.versions_by_words(asked.words, of_many=True)
        yield "ledger_account", ledger.ledger_accounts_by_words(asked.words)


def _in_portal(asked: Asked, today: date) -> Branches:
    own = payments.own_payments(asked.ids_of("payment"), asked.minor, asked.trace, asked.words)
    if own is not None:
        yield "payment", own
    account_ids = asked.ids_of("account")
    if account_ids or asked.number or asked.words:
        yield "account", accounts.own_accounts(account_ids, asked.number, asked.words)
    statement_ids, months = asked.ids_of("statement"), asked.months(today)
    if statement_ids or months:
        yield "statement", own_statements(statement_ids, months)
