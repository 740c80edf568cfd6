"""Reads of payments: pages of them, one in full, and what a sender may still send."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.payments.tables import PaymentRow
from app.kernel.errors import NotFound
from app.kernel.ids import (
    AccountId,
    CustomerId,
    FileId,
    HoldId,
    LedgerAccountId,
    PaymentId,
)
from app.kernel.money import Money
from app.kernel.text import masked

PAGE_PAYMENTS_MAX = 100


@dataclass(frozen=True, slots=True)
class PaymentFilter:
    """What a list is narrowed to; an empty text narrows nothing."""

    rail: str = ""
    status: str = ""
    direction: str = ""
    account_id: AccountId | None = None
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    id: PaymentId
    rail: str
    direction: str
    status: str
    amount: Money
    signed: Money
    counterparty_name: str
    description: str
    customer_name: str
    created_at: datetime
    effective_on: date


@dataclass(frozen=True, slots=True)
class PaymentCursor:
    """Where a page ended: the key of its last line."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class PaymentPage:
    lines: tuple[PaymentLine, ...]
    next_cursor: PaymentCursor | None


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One payment in full; `counterparty_account` is whole, for the one who typed it."""

    id: PaymentId
    rail: str
    direction: str
    status: str
    amount: Money
    fee: Money
    description: str
    counterparty_name: str
    counterparty_routing: str
    counterparty_account: str
    counterparty_account_type: str
    customer_id: CustomerId
    customer_name: str
    account_id: AccountId
    account_name: str
    account_masked: str
    ledger_account_id: LedgerAccountId
    hold_id: HoldId | None
    trace_number: str | None
    file_id: FileId | None
    created_at: datetime
    created_by: str
    window_at: datetime | None
    submitted_at: datetime | None
    canceled_at: datetime | None
    effective_on: date
    settled_on: date | None
    returned_on: date | None
    return_code: str | None

    @property
    def counterparty_masked(self) -> str:
        return masked(self.counterparty_account)

    @property
    def total(self) -> Money:
        """What leaves the account, the fee included."""
        return self.amount + self.fee


def payments(
    db: Session,
    narrowed: PaymentFilter,
    *,
    before: PaymentCursor | None = None,
    limit: int = 25,
) -> PaymentPage:
    """Newest first, narrowed; in the portal the customer's own, by the database's own policy."""
    limit = min(limit, PAGE_PAYMENTS_MAX)
    rows = db.execute(
        select(PaymentRow, CustomerRow.given_name, CustomerRow.family_name)
        .join(CustomerRow, _same_partner(CustomerRow, PaymentRow.customer_id))
        .where(*_conditions(narrowed, before))
        .order_by(PaymentRow.created_at.desc(), PaymentRow.id.desc())
        .limit(limit + 1)
    ).all()
    lines = tuple(_line(row, f"{given} {family}") for row, given, family in rows[:limit])
    last = lines[-1] if len(rows) > limit else None
    return PaymentPage(lines, PaymentCursor(last.created_at, last.id) if last else None)


def home_payments(
    db: Session, *, limit: int
) -> tuple[tuple[PaymentLine, ...], tuple[PaymentLine, ...]]:
    """What moves next and what moved last, newest first, in one question."""
    newest = (PaymentRow.created_at.desc(), PaymentRow.id.desc())
    wanted = [
        PaymentRow.id.in_(select(PaymentRow.id).where(*conditions).order_by(*newest).limit(limit))
        for conditions in (_conditions(PaymentFilter(status="approved"), None), ())
    ]
    rows = db.execute(
        select(PaymentRow, CustomerRow.given_name, CustomerRow.family_name)
        .join(CustomerRow, _same_partner(CustomerRow, PaymentRow.customer_id))
        .where(or_(*wanted))
        .order_by(*newest)
    )
    lines = tuple(_line(row, f"{given} {family}") for row, given, family in rows)
    moving = tuple(line for line in lines if line.status == "approved")
    return moving[:limit], lines[:limit]


def payment_detail(db: Session, payment_id: PaymentId) -> PaymentDetail:
    """One payment in full; raises NotFound."""
    found = db.execute(
        select(PaymentRow, CustomerRow, AccountRow)
        .join(CustomerRow, _same_partner(CustomerRow, PaymentRow.customer_id))
        .join(AccountRow, _same_partner(AccountRow, PaymentRow.account_id))
        .where(PaymentRow.id == payment_id)
    ).one_or_none()
    if found is None:
        raise NotFound("payment")
    return _detail(*found)


def _same_partner(
    owner: type[CustomerRow] | type[AccountRow], reference: InstrumentedAttribute[UUID]
) -> ColumnElement[bool]:
    return and_(owner.partner_id == PaymentRow.partner_id, owner.id == reference)


def _conditions(narrowed: PaymentFilter, before: PaymentCursor | None) -> list[ColumnElement[bool]]:
    columns = (
        (PaymentRow.rail, narrowed.rail),
        (PaymentRow.status, narrowed.status),
        (PaymentRow.direction, narrowed.direction),
        (PaymentRow.account_id, narrowed.account_id),
        (PaymentRow.customer_id, narrowed.customer_id),
    )
    conditions = [column == wanted for column, wanted in columns if wanted]
    if before:
        key = tuple_(PaymentRow.created_at, PaymentRow.id)
        conditions.append(key < tuple_(before.created_at, before.id))
    return conditions


def _line(row: PaymentRow, customer_name: str) -> PaymentLine:
    amount = Money(row.amount_minor, row.currency)
    return PaymentLine(
        id=PaymentId(row.id),
        rail=row.rail,
        direction=row.direction,
        status=row.status,
        amount=amount,
        signed=amount if row.direction == "incoming" else -amount,
        counterparty_name=row.counterparty_name,
        description=row.description,
        customer_name=customer_name,
        created_at=row.created_at,
        effective_on=row.effective_on,
    )


def _detail(row: PaymentRow, customer: CustomerRow, account: AccountRow) -> PaymentDetail:
    return PaymentDetail(
        id=PaymentId(row.id),
        rail=row.rail,
        direction=row.direction,
        status=row.status,
        amount=Money(row.amount_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        description=row.description,
        counterparty_name=row.counterparty_name,
        counterparty_routing=row.counterparty_routing,
        counterparty_account=row.counterparty_account,
        counterparty_account_type=row.counterparty_account_type,
        customer_id=CustomerId(row.customer_id),
        customer_name=f"{customer.given_name} {customer.family_name}",
        account_id=AccountId(row.account_id),
        account_name=account.name,
        account_masked=masked(account.account_number),
        ledger_account_id=LedgerAccountId(account.ledger_account_id),
        hold_id=HoldId(row.hold_id) if row.hold_id else None,
        trace_number=row.trace_number,
        file_id=FileId(row.file_id) if row.file_id else None,
        created_at=row.created_at,
        created_by=row.created_by,
        window_at=row.window_at,
        submitted_at=row.submitted_at,
        canceled_at=row.canceled_at,
        effective_on=row.effective_on,
        settled_on=row.settled_on,
        returned_on=row.returned_on,
        return_code=row.return_code,
    )
