"""Reads of statements: the list, one with its content, its document, and where the chain ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.statements.content import StatementContent, canonical, read_body
from app.banking.statements.tables import StatementDocumentRow, StatementRow
from app.kernel.errors import NotFound
from app.kernel.ids import AccountId, CustomerId, StatementId
from app.kernel.languages import spoken
from app.kernel.money import Money
from app.kernel.text import masked

PAGE_STATEMENTS_MAX = 100


@dataclass(frozen=True, slots=True)
class StatementListLine:
    """A statement as lists show it."""

    id: StatementId
    customer_id: CustomerId
    customer_name: str
    account_id: AccountId
    account_name: str
    masked_number: str
    month_on: date
    opening: Money
    closing: Money
    issued_at: datetime
    has_document: bool


@dataclass(frozen=True, slots=True)
class StatementCursor:
    """Where a page ended: the key of its last line."""

    month_on: date
    id: UUID


@dataclass(frozen=True, slots=True)
class StatementPage:
    lines: tuple[StatementListLine, ...]
    next_cursor: StatementCursor | None


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """Whose statements a list shows; everything in scope without one."""

    account_id: AccountId | None = None
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class StatementDetail:
    """One statement: its content, and the JSON it is kept as, byte for byte what was hashed."""

    id: StatementId
    customer_id: CustomerId
    account_id: AccountId
    content: StatementContent
    body: bytes
    sha256: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class StatementDocument:
    """The rendered PDF."""

    content: bytes
    sha256: str
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class LastStatement:
    """The end of an account's chain: what the next statement goes on from."""

    id: StatementId
    month_on: date
    closing: Money
    entries_covered: int
    fees_this_year: Money


EVERY_STATEMENT = StatementFilter()


def statement_page(
    db: Session,
    chosen: StatementFilter = EVERY_STATEMENT,
    *,
    before: StatementCursor | None = None,
    limit: int = 25,
) -> StatementPage:
    """Latest month first; pages by key."""
    limit = min(limit, PAGE_STATEMENTS_MAX)
    key = tuple_(StatementRow.month_on, StatementRow.id)
    rows = _list_lines(chosen).order_by(StatementRow.month_on.desc(), StatementRow.id.desc())
    if before:
        rows = rows.where(key < tuple_(before.month_on, before.id))
    found = db.execute(rows.limit(limit + 1)).all()
    lines = tuple(statement_line(row) for row in found[:limit])
    last = lines[-1] if len(found) > limit else None
    return StatementPage(lines, StatementCursor(last.month_on, last.id) if last else None)


def statement_line(row: Row[*tuple[Any, ...]]) -> StatementListLine:
    """A row of `statements_asked` as lists show it."""
    return StatementListLine(
        id=StatementId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer_name=f"{row.given_name} {row.family_name}",
        account_id=AccountId(row.account_id),
        account_name=row.name,
        masked_number=masked(row.account_number),
        month_on=row.month_on,
        opening=Money(row.opening_minor, row.currency),
        closing=Money(row.closing_minor, row.currency),
        issued_at=row.issued_at,
        has_document=row.document_id is not None,
    )


def statement_detail(db: Session, statement_id: StatementId) -> StatementDetail:
    """One statement; raises NotFound."""
    row = db.scalars(select(StatementRow).where(StatementRow.id == statement_id)).one_or_none()
    if row is None:
        raise NotFound("statement")
    return StatementDetail(
        id=StatementId(row.id),
        customer_id=CustomerId(row.customer_id),
        account_id=AccountId(row.account_id),
        content=read_body(row.body),
        body=canonical(row.body),
        sha256=row.sha256,
        issued_at=row.issued_at,
    )


def statement_document(db: Session, statement_id: StatementId) -> StatementDocument | None:
    """The PDF in the spoken language, or None when it has not been made yet."""
    row = db.scalars(
        select(StatementDocumentRow).where(
            StatementDocumentRow.statement_id == statement_id,
            StatementDocumentRow.language == spoken(),
        )
    ).one_or_none()
    return StatementDocument(row.content, row.sha256, row.rendered_at) if row else None


def has_document(db: Session, statement_id: StatementId) -> bool:
    found = select(StatementDocumentRow.statement_id).where(
        StatementDocumentRow.statement_id == statement_id,
        StatementDocumentRow.language == spoken(),
    )
    return db.scalar(found) is not None


def statement_of(db: Session, account_id: AccountId, month_on: date) -> StatementId | None:
    """The statement of an account's month, or None when it is not issued."""
    found = db.scalar(
        select(StatementRow.id).where(
            StatementRow.account_id == account_id, StatementRow.month_on == month_on
        )
    )
    return StatementId(found) if found else None


def last_statement(db: Session, account_id: AccountId) -> LastStatement | None:
    """The latest month issued for an account, read without its lines."""
    body = StatementRow.body
    row = db.execute(
        select(
            StatementRow.id,
            StatementRow.month_on,
            StatementRow.closing_minor,
            StatementRow.currency,
            body["entries_covered"].as_integer().label("entries_covered"),
            body["fees_this_year_minor"].as_integer().label("fees_minor"),
        )
        .where(StatementRow.account_id == account_id)
        .order_by(StatementRow.month_on.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return LastStatement(
        id=StatementId(row.id),
        month_on=row.month_on,
        closing=Money(row.closing_minor, row.currency),
        entries_covered=row.entries_covered,
        fees_this_year=Money(row.fees_minor, row.currency),
    )


def printed_lines(db: Session, account_id: AccountId) -> set[str]:
    """The ids of all lines that an account's statements have printed."""
    every_id = cast("$.lines[*].id", JSONPATH)
    line_id = func.jsonb_path_query(StatementRow.body, every_id, type_=JSONB)
    found: Sequence[str] = db.scalars(
        select(line_id).where(StatementRow.account_id == account_id)
    ).all()
    return set(found)


def _list_lines(chosen: StatementFilter) -> Select[*tuple[Any, ...]]:
    rows = statements_asked()
    if chosen.account_id:
        rows = rows.where(StatementRow.account_id == chosen.account_id)
    if chosen.customer_id:
        rows = rows.where(StatementRow.customer_id == chosen.customer_id)
    return rows


def statements_asked() -> Select[*tuple[Any, ...]]:
    """Statements with their accounts and owners, and whether a PDF is there."""
    row, account, owner, document = StatementRow, AccountRow, CustomerRow, StatementDocumentRow
    is_account = and_(account.partner_id == row.partner_id, account.id == row.account_id)
    is_owner = and_(owner.partner_id == row.partner_id, owner.id == row.customer_id)
    is_document = and_(
        document.partner_id == row.partner_id,
        document.statement_id == row.id,
        document.language == spoken(),
    )
    return (
        select(
            row.id,
            row.customer_id,
            row.account_id,
            row.month_on,
            row.opening_minor,
            row.closing_minor,
            row.currency,
            row.issued_at,
            owner.given_name,
            owner.family_name,
            account.name,
            account.account_number,
            document.statement_id.label("document_id"),
        )
        .join(account, is_account)
        .join(owner, is_owner)
        .outerjoin(document, is_document)
    )
