"""Products and programs as a search finds them: there are few, so by any part of their name."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.banking.products.tables import ProductRow, ProgramRow
from app.storage.finding import things


def products_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _products(is_exact=True).where(ProductRow.id.in_(ids))


def products_in(ids: Select[UUID]) -> Select[Any]:
    """Those that another question names."""
    return _products(is_exact=False).where(ProductRow.id.in_(ids))


def products_by_words(words: tuple[str, ...]) -> Select[Any]:
    row = ProductRow
    named = (row.name.icontains(word, autoescape=True) for word in words)
    return _products(is_exact=False).where(*named).order_by(row.name)


def programs_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _programs(is_exact=True).where(ProgramRow.id.in_(ids))


def programs_by_number(number: str) -> Select[Any]:
    """By the account that holds the cash at the bank."""
    return _programs(is_exact=True).where(ProgramRow.fbo_account_number == number)


def programs_by_words(words: tuple[str, ...]) -> Select[Any]:
    row = ProgramRow
    named = (row.name.icontains(word, autoescape=True) for word in words)
    return _programs(is_exact=False).where(*named).order_by(row.name)


def _products(*, is_exact: bool) -> Select[Any]:
    row = ProductRow
    return things("product", row, title=row.name, note=row.kind, is_exact=is_exact)


def _programs(*, is_exact: bool) -> Select[Any]:
    row = ProgramRow
    return things("program", row, title=row.name, note=row.company_name, is_exact=is_exact)
