"""Reads of deposit accounts: a list, one account, the accounts of a customer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.ledger.rules import Balance
from app.banking.ledger.standing import Standing, standings
from app.kernel.errors import NotFound
from app.kernel.ids import AccountId, CustomerId, LedgerAccountId
from app.kernel.text import masked
from app.storage.together import Question

PAGE_LINES_MAX = 100
SEARCH_LENGTH_MAX = 100


@dataclass(frozen=True, slots=True)
class Account:
    """A deposit account with its balances; `status` is open, frozen or closed."""

    id: AccountId
    customer_id: CustomerId
    customer_name: str
    ledger_account_id: LedgerAccountId
    name: str
    status: str
    routing_number: str
    account_number: str
    opened_on: date
    closed_on: date | None
    balance: Balance
    is_outgoing_frozen: bool
    is_incoming_frozen: bool

    @property
    def masked_number(self) -> str:
        return masked(self.account_number)

    @property
    def is_frozen(self) -> bool:
        return self.is_outgoing_frozen or self.is_incoming_frozen


@dataclass(frozen=True, slots=True)
class DayCursor:
    """Where a page of newest first ended."""

    opened_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class AccountPage:
    lines: tuple[Account, ...]
    next_cursor: DayCursor | None


def account_page(
    db: Session, *, search: str = "", after: DayCursor | None = None, limit: int = 25
) -> AccountPage:
    """Accounts, newest first; `search` is the beginning of a name or the end of a number."""
    limit = min(limit, PAGE_LINES_MAX)
    key = (AccountRow.opened_on, AccountRow.id)
    asked = accounts_asked().order_by(*(each.desc() for each in key)).limit(limit + 1)
    for word in search.replace("\x00", " ")[:SEARCH_LENGTH_MAX].lower().split():
        begins = (CustomerRow.family_name, CustomerRow.given_name)
        asked = asked.where(
            or_(
                *(func.lower(each).startswith(word, autoescape=True) for each in begins),
                AccountRow.account_number.endswith(word, autoescape=True),
            )
        )
    if after:
        asked = asked.where(tuple_(*key) < tuple_(after.opened_on, after.id))
    found = with_balances(db, db.execute(asked).all())
    last = found[limit - 1] if len(found) > limit else None
    return AccountPage(tuple(found[:limit]), DayCursor(last.opened_on, last.id) if last else None)


def account_detail(db: Session, account_id: AccountId) -> Account:
    """One account in scope; raises NotFound."""
    found = with_balances(db, db.execute(accounts_asked().where(AccountRow.id == account_id)).all())
    if not found:
        raise NotFound("account")
    return found[0]


def accounts_of(db: Session, customer_id: CustomerId) -> list[Account]:
    """A customer's accounts, oldest first."""
    rows = accounts_asked().where(AccountRow.customer_id == customer_id)
    return with_balances(db, db.execute(rows.order_by(AccountRow.opened_on, AccountRow.id)).all())


def asking_accounts(customer_id: CustomerId) -> Question[list[Any]]:
    """The same as rows, to be asked beside other things; `with_balances` makes accounts of them."""
    row = AccountRow
    asked = (
        accounts_asked()
        .with_only_columns(
            row.id,
            row.customer_id,
            row.ledger_account_id,
            row.name,
            row.status,
            row.routing_number,
            row.account_number,
            row.opened_on,
            row.closed_on,
            CustomerRow.given_name,
            CustomerRow.family_name,
            maintain_column_froms=True,
        )
        .where(row.customer_id == customer_id)
        .order_by(row.opened_on, row.id)
    )
    return Question(asked, lambda rows: [(each, *each[-2:]) for each in rows])


def accounts_asked() -> Select[AccountRow, str, str]:
    """Accounts with their owners' names."""
    return select(AccountRow, CustomerRow.given_name, CustomerRow.family_name).join(
        CustomerRow,
        and_(
            CustomerRow.partner_id == AccountRow.partner_id,
            CustomerRow.id == AccountRow.customer_id,
        ),
    )


def with_balances(db: Session, rows: Iterable[Sequence[Any]]) -> list[Account]:
    """Rows of `accounts_asked` with what the ledger says of each, in one question."""
    kept = list(rows)
    known = standings(db, [row[0].ledger_account_id for row in kept])
    return [
        _account(row, f"{given} {family}", known[row.ledger_account_id])
        for row, given, family in kept
    ]


def _account(row: Any, customer_name: str, standing: Standing) -> Account:
    return Account(
        id=AccountId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer_name=customer_name,
        ledger_account_id=LedgerAccountId(row.ledger_account_id),
        name=row.name,
        status="frozen" if row.status == "open" and standing.is_frozen else row.status,
        routing_number=row.routing_number,
        account_number=row.account_number,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        balance=standing.balance,
        is_outgoing_frozen=standing.is_outgoing_frozen,
        is_incoming_frozen=standing.is_incoming_frozen,
    )
