"""Customers and applications as a search finds them: by id, by words, by their whole address."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from app.banking.customers.details import Details
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.products.tables import ProductRow
from app.kernel.text import MASK
from app.kernel.words import words_of
from app.storage.finding import NAMES_READ_MAX, things
from app.storage.tables import SearchWordRow
from app.storage.words import begins

CUSTOMER = "customer"
NATIONAL = slice(2, None)  # `+15035550100` without its country


def found_by(details: Details) -> tuple[str, ...]:
    """The words that a customer is found by."""
    return words_of_customer(details.full_name, details.email, details.phone)


def words_of_customer(name: str, email: str, phone: str) -> tuple[str, ...]:
    return (*words_of(name), email.lower(), phone[NATIONAL])


def customers_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _customers(is_exact=True).where(CustomerRow.id.in_(ids))


def customers_by_words(words: tuple[str, ...], *, is_whole: bool) -> Select[Any]:
    """Whoever has a word that begins like each of these; `is_whole` for an address, a number.

    The longest is looked for first: it leaves the fewest. Words in full come before longer ones.
    """
    named, word = _named(words, is_whole=is_whole), SearchWordRow
    first = named.order_by(word.word, word.subject_id).limit(NAMES_READ_MAX).subquery()
    row = CustomerRow
    return (
        _customers(is_exact=is_whole)
        .join(first, first.c.subject_id == row.id)
        .order_by(first.c.word, row.family_name, row.given_name, row.id)
        .limit(NAMES_READ_MAX)
    )


def named_customers(words: tuple[str, ...]) -> Select[UUID]:
    """The ids of the first that are named like this, for what belongs to them."""
    word = SearchWordRow
    first = _named(words, is_whole=False).order_by(word.word, word.subject_id)
    return select(first.limit(NAMES_READ_MAX).subquery().c.subject_id)


def applications_of_customer(
    customer_id: UUID, *, but: UUID | None = None, limit: int
) -> Select[Any]:
    """The newest of a customer, but for the one that asks."""
    row = ApplicationRow
    own = _applications(is_exact=False).where(row.customer_id == customer_id)
    if but:
        own = own.where(row.id != but)
    return own.order_by(row.submitted_at.desc(), row.id.desc()).limit(limit)


def applications_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _applications(is_exact=True).where(ApplicationRow.id.in_(ids))


def _applications(*, is_exact: bool) -> Select[Any]:
    row, customer, product = ApplicationRow, CustomerRow, ProductRow
    return (
        things(
            "application",
            row,
            title=_name(),
            note=product.name,
            status=row.status,
            at=row.submitted_at,
            is_exact=is_exact,
        )
        .join(customer, (customer.partner_id == row.partner_id) & (customer.id == row.customer_id))
        .join(product, (product.partner_id == row.partner_id) & (product.id == row.product_id))
    )


def _named(words: tuple[str, ...], *, is_whole: bool) -> Select[UUID, str]:
    longest, *others = sorted(words, key=len, reverse=True)
    word = SearchWordRow
    named = select(word.subject_id, word.word).where(word.kind == CUSTOMER)
    named = named.where(word.word == longest if is_whole else begins(word.word, longest))
    for other in others:
        also = aliased(SearchWordRow)
        has = select(also.word).where(
            also.partner_id == word.partner_id,
            also.kind == CUSTOMER,
            also.subject_id == word.subject_id,
            begins(also.word, other),
        )
        named = named.where(has.exists())
    return named


def _customers(*, is_exact: bool) -> Select[Any]:
    row = CustomerRow
    return things(
        CUSTOMER,
        row,
        title=_name(),
        note=func.concat(func.left(row.email, 1), MASK * 3, func.substring(row.email, "@.*$")),
        status=row.status,
        is_exact=is_exact,
    )


def _name() -> Any:
    return func.concat(CustomerRow.given_name, " ", CustomerRow.family_name)
