"""The list of payments: its columns, filters, order and totals, declared once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, select

from app.banking.accounts.tables import AccountRow
from app.banking.customers.tables import CustomerRow
from app.banking.listing.filters import amount, choice, days, moments, of, search
from app.banking.listing.spec import AnyRow, Column, Rows, TableSpec, Total, each
from app.banking.payments.rules import Status
from app.banking.payments.tables import PaymentRow
from app.kernel.ids import PaymentId
from app.kernel.money import Money
from app.kernel.text import masked

RAILS = {"ach": "ACH", "book": "Book"}
DIRECTIONS = {"outgoing": "Outgoing", "incoming": "Incoming"}
STATUSES = {each.value: each.value.capitalize() for each in Status} | {
    "pending_approval": "Needs approval"
}


@dataclass(frozen=True, slots=True)
class ListedPayment:
    """A payment as the list shows it."""

    id: PaymentId
    rail: str
    direction: str
    status: str
    signed: Money
    counterparty_name: str
    description: str
    customer_name: str
    account: str
    trace_number: str
    created_at: datetime
    created_by: str
    effective_on: date


def _rows() -> Rows:
    return (
        select(
            PaymentRow.id,
            PaymentRow.rail,
            PaymentRow.direction,
            PaymentRow.status,
            PaymentRow.amount_minor,
            PaymentRow.currency,
            PaymentRow.counterparty_name,
            PaymentRow.description,
            PaymentRow.created_at,
            PaymentRow.created_by,
            PaymentRow.effective_on,
            PaymentRow.trace_number,
            CustomerRow.given_name,
            CustomerRow.family_name,
            AccountRow.name,
            AccountRow.account_number,
        )
        .join(
            CustomerRow,
            and_(
                CustomerRow.partner_id == PaymentRow.partner_id,
                CustomerRow.id == PaymentRow.customer_id,
            ),
        )
        .join(
            AccountRow,
            and_(
                AccountRow.partner_id == PaymentRow.partner_id,
                AccountRow.id == PaymentRow.account_id,
            ),
        )
    )


def _line(row: AnyRow) -> ListedPayment:
    moved = Money(row.amount_minor, row.currency)
    return ListedPayment(
        id=PaymentId(row.id),
        rail=row.rail,
        direction=row.direction,
        status=row.status,
        signed=moved if row.direction == "incoming" else -moved,
        counterparty_name=row.counterparty_name,
        description=row.description,
        customer_name=f"{row.given_name} {row.family_name}",
        account=f"{row.name} {masked(row.account_number)}",
        trace_number=row.trace_number or "",
        created_at=row.created_at,
        created_by=row.created_by,
        effective_on=row.effective_on,
    )


def _moved(direction: str) -> Any:
    """What goes one way, with the sign of the list: its lines add up to it."""
    sign = 1 if direction == "incoming" else -1
    return case((PaymentRow.direction == direction, PaymentRow.amount_minor * sign), else_=0)


PAYMENTS = TableSpec(
    "payment",
    permission="payments.view",
    rows=_rows,
    lines=each(_line),
    id=PaymentRow.id,
    sort="made",
    currency=PaymentRow.currency,
    totals=(
        Total("In", _moved("incoming"), is_signed=True),
        Total("Out", _moved("outgoing"), is_signed=True),
    ),
    columns=(
        Column("counterparty", read="counterparty_name", at="title"),
        Column("customer", read="customer_name", at="meta"),
        Column("account", is_shown=False),
        Column("rail", words=RAILS),
        Column("status", kind="status", at="badge", words=STATUSES),
        Column("note", read="description", is_shown=False, is_wide=True),
        Column("trace", "Trace number", "trace_number", is_shown=False),
        Column("by", "Asked for by", "created_by", is_shown=False),
        Column("made", read="created_at", kind="moment", at="meta", sort=(PaymentRow.created_at,)),
        Column("settles", read="effective_on", kind="day", sort=(PaymentRow.effective_on,)),
        Column(
            "amount",
            read="signed",
            kind="signed",
            at="value",
            sort=(PaymentRow.currency, PaymentRow.amount_minor),
        ),
    ),
    filters=(
        search("Counterparty", PaymentRow.counterparty_name, hint="Counterparty's name"),
        choice("status", PaymentRow.status, STATUSES),
        choice("direction", PaymentRow.direction, DIRECTIONS),
        choice("rail", PaymentRow.rail, RAILS),
        amount("amount", PaymentRow.amount_minor, PaymentRow.currency),
        moments("made", PaymentRow.created_at),
        days("settles", PaymentRow.effective_on),
        of("customer", PaymentRow.customer_id, "customer_name"),
        of("account", PaymentRow.account_id, "account"),
    ),
)
