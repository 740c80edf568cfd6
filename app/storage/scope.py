"""Which partner, customer or bank a transaction may see; set once, by one hook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Result,
    Select,
    Update,
    any_,
    event,
    func,
    true,
)
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    SessionTransaction,
    with_loader_criteria,
)

from app.kernel.failpoints import failpoint
from app.kernel.ids import PartnerId
from app.storage.base import BankOwned, PartnerOwned

SCOPE = "scope"
KEPT = "is_kept"
NO_VALUES: Mapping[str, Any] = MappingProxyType({})
FILTERS_KEPT = 512
STATEMENTS_KEPT = 512
Statement = Select[*tuple[Any, ...]] | Update | Delete
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a door may see. Several partners only ever through a bank, and only to read."""

    partner_id: UUID | None = None
    customer_id: UUID | None = None
    bank_id: UUID | None = None

    def settings(self) -> list[str]:
        """`SET LOCAL` statements; values are typed UUIDs, so safe as literals."""
        pairs = (
            ("partner", self.partner_id),
            ("customer", self.customer_id),
            ("bank", self.bank_id),
        )
        return [f"set local guildhall.{name} = '{value}'" for name, value in pairs if value]


@event.listens_for(Session, "after_begin")
def narrow(session: Session, _begun: SessionTransaction, connection: Connection) -> None:
    """Every transaction of a scoped session starts narrowed; without a scope there are no rows."""
    scope: Scope | None = session.info.get(SCOPE)
    if scope and (settings := scope.settings()):
        connection.exec_driver_sql("; ".join(settings))
    failpoint("transaction.begun")


@event.listens_for(Session, "do_orm_execute")
def filter_by_owner(state: ORMExecuteState) -> None:
    """The second wall: every ORM statement also names its owner, here and in `ask` alone."""
    scope: Scope | None = state.session.info.get(SCOPE)
    if scope is None or state.session.info.get("filters_off"):
        return
    if state.is_select or state.is_update or state.is_delete:
        narrow_to = _narrowed_once if KEPT in state.execution_options else _narrowed
        state.statement = narrow_to(cast("Statement", state.statement), scope)


def kept(statement: Rows) -> Rows:
    """A statement that is made once and asked by many: what is made of it here is kept as well.

    Only for one that lives on, with what changes from one asking to the next bound by name.
    """
    return statement.execution_options(**{KEPT: True})


def ask(db: Session, statement: Rows, values: Mapping[str, Any] = NO_VALUES) -> Result[Any]:
    """Ask a kept statement: as narrow as any, and by the shorter way if it names columns alone."""
    if _names_rows(statement):
        return db.execute(statement, values)
    scope: Scope | None = db.info.get(SCOPE)
    if scope is not None and not db.info.get("filters_off"):
        statement = cast("Rows", _narrowed_once(statement, scope))
    db.flush()
    return db.connection().execute(statement, values)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _names_rows(statement: Rows) -> bool:
    """Whether whole rows of classes come back, which only a session makes."""
    told = ((each.get("entity"), each["expr"]) for each in statement.column_descriptions)
    return any(entity is not None and named is entity for entity, named in told)


def _narrowed(statement: Statement, scope: Scope) -> Statement:
    return statement.options(*_filters(scope))


_narrowed_once = lru_cache(maxsize=STATEMENTS_KEPT)(_narrowed)


@lru_cache(maxsize=FILTERS_KEPT)
def _filters(scope: Scope) -> tuple[LoaderCriteriaOption, ...]:
    """Made once for each who asks: making them costs as much as many a statement."""
    return tuple(_made(scope))


def _made(scope: Scope) -> Iterator[LoaderCriteriaOption]:
    """What a scope adds to a statement: the same words as the policies, said by the code."""
    partner_id, customer_id, bank_id = scope.partner_id, scope.customer_id, scope.bank_id
    if partner_id:
        yield with_loader_criteria(
            PartnerOwned, lambda row: row.partner_id == partner_id, include_aliases=True
        )
    elif bank_id:
        yield with_loader_criteria(
            PartnerOwned,
            lambda row: row.partner_id == any_(func.guildhall.partners_in_scope()),
            include_aliases=True,
        )
    if bank_id:
        yield with_loader_criteria(
            BankOwned, lambda row: row.bank_id == bank_id, include_aliases=True
        )
    if customer_id:
        yield with_loader_criteria(
            PartnerOwned, lambda row: is_of_customer(row, customer_id), include_aliases=True
        )


def is_of_customer(row: Any, customer_id: UUID) -> ColumnElement[bool]:
    """Where a table names customers, only one customer's rows; settings are everybody's."""
    column = getattr(row, row.customer_key, None)
    if column is not None:
        return cast("ColumnElement[bool]", column == customer_id)
    if hasattr(row, "__table__"):
        return true()
    # SQLAlchemy asks the mixin once, to see that the value is bound; no statement reads from it.
    return cast("ColumnElement[bool]", row.partner_id == customer_id)


def current_scope(db: Session) -> Scope:
    """The scope of a partner's session; writing without one is a bug, not a refusal."""
    scope: Scope | None = db.info.get(SCOPE)
    if scope is None or scope.partner_id is None:
        raise RuntimeError("this session has no partner: open it with partner_work()")
    return scope


def current_partner(db: Session, named: UUID | None = None) -> PartnerId:
    """The partner of the session's scope, unless another is named, as a bank's session may."""
    return cast("PartnerId", named or current_scope(db).partner_id)


def current_bank(db: Session) -> UUID:
    """The bank that a session reads for; without one it is a bug, not a refusal."""
    scope: Scope | None = db.info.get(SCOPE)
    if scope is None or scope.bank_id is None:
        raise RuntimeError("this session has no bank: open one that reads for a bank")
    return scope.bank_id
