"""Accounts as a search finds them: by id, or by their number, whole or its last four digits."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select

from app.banking.accounts.tables import AccountRow
from app.banking.products.tables import ProgramRow
from app.kernel.text import LAST_SHOWN, MASK
from app.storage.finding import NAMES_READ_MAX, things
from app.storage.tables import SearchWordRow

ACCOUNT = "account"


def accounts_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    return _accounts(is_exact=True).where(AccountRow.id.in_(ids))


def accounts_by_number(number: str) -> Select[Any]:
    """The account with this number; of four digits, all whose numbers end with them.

    Only the last four are words to search by: a whole number is in no table beside its own.
    """
    word, row, program = SearchWordRow, AccountRow, ProgramRow
    if len(number) > LAST_SHOWN:
        numbered = (
            (program.partner_id == row.partner_id)
            & (program.id == row.program_id)
            & (program.routing_number == row.routing_number)
        )
        found = _accounts(is_exact=True).join(program, numbered)
        return found.where(row.account_number == number)
    known = (
        select(word.subject_id)
        .where(word.kind == ACCOUNT, word.word == number)
        .order_by(word.subject_id)
        .limit(NAMES_READ_MAX)
        .subquery()
    )
    return _accounts(is_exact=False).join(known, known.c.subject_id == row.id)


def accounts_of_customer(customer_id: UUID) -> Select[Any]:
    row = AccountRow
    return _accounts(is_exact=False).where(row.customer_id == customer_id).order_by(row.id)


def accounts_in_ledger(ledger_account_ids: Collection[UUID]) -> Select[Any]:
    """Whose liability these ledger accounts are."""
    return _accounts(is_exact=False).where(AccountRow.ledger_account_id.in_(ledger_account_ids))


def account_in_ledger(ledger_account_id: UUID) -> ScalarSelect[UUID]:
    """The id of the one account; as a value of another question."""
    own = AccountRow.ledger_account_id == ledger_account_id
    return select(AccountRow.id).where(own).scalar_subquery()


def liabilities_of(ids: tuple[UUID, ...]) -> Select[UUID]:
    """The ledger accounts behind these."""
    return select(AccountRow.ledger_account_id).where(AccountRow.id.in_(ids))


def accounts_with_product(product_id: UUID, *, limit: int) -> Select[Any]:
    """The latest that were opened with it."""
    row = AccountRow
    opened = _accounts(is_exact=False).where(row.product_id == product_id)
    return opened.order_by(row.id.desc()).limit(limit)


def product_of(account_id: UUID) -> Select[UUID]:
    return select(AccountRow.product_id).where(AccountRow.id == account_id)


def own_accounts(ids: tuple[UUID, ...], number: str, words: tuple[str, ...]) -> Select[Any]:
    """A customer's own, of whom there are few: also by what they are called."""
    row = AccountRow
    if ids:
        return _accounts(is_exact=True).where(row.id.in_(ids))
    if number:
        is_whole = len(number) > LAST_SHOWN
        return _accounts(is_exact=is_whole).where(row.account_number.endswith(number))
    return _accounts(is_exact=False).where(*(row.name.icontains(word) for word in words))


def _accounts(*, is_exact: bool) -> Select[Any]:
    row = AccountRow
    return things(
        ACCOUNT,
        row,
        title=row.name,
        note=func.concat(MASK * LAST_SHOWN, func.right(row.account_number, LAST_SHOWN)),
        status=row.status,
        is_exact=is_exact,
    )
