"""The list of what is looked after, declared once: things of several kinds, each by its title."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.banking.accounts.tables import AccountRow
from app.banking.adjustments.listing import STATE as ADJUSTMENT_STATE
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.approvals.listing import STATE as APPROVAL_STATE
from app.banking.approvals.listing import TITLE
from app.banking.approvals.tables import ApprovalRow
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.ledger.finding import hold_standings, postings, standings
from app.banking.listing.filters import choice, moments, of
from app.banking.listing.spec import AnyRow, Column, Rows, TableSpec, each
from app.banking.notes.tables import AssignmentRow
from app.banking.payments.tables import PaymentRow
from app.banking.products.tables import ProductRow
from app.banking.statements.tables import StatementRow
from app.banking.threads.listing import STANDING
from app.banking.threads.tables import ThreadRow
from app.banking.trail.words import noun
from app.kernel.dates import day_text, month_text
from app.kernel.money import Money
from app.kernel.text import masked
from tenants.tables import BrandVersionRow

# States in which nothing is left to do about a thing.
ENDED = {
    "payment": ("settled", "canceled", "rejected", "returned"),
    "application": ("approved", "declined"),
    "approval": ("rejected", "withdrawn", "expired", "void", "executed"),
    "adjustment": ("approved", "rejected", "withdrawn", "expired"),
    "account": ("closed",),
    "ledger_account": ("closed",),
    "product": ("closed",),
    "brand_version": ("rejected", "withdrawn", "superseded", "rolled_back"),
    "thread": ("closed",),
    "hold": ("released", "settled", "expired"),
}
LEFT = {"yes": "Something", "no": "Nothing"}
ROW, PERSON = AssignmentRow, CustomerRow
# Of an application, or of a conversation.
WHOSE = aliased(CustomerRow)
LEDGER, HOLD, POSTED = standings(), hold_standings(), postings()
STATUS: Any = func.coalesce(
    PERSON.status,
    AccountRow.status,
    PaymentRow.status,
    ApplicationRow.status,
    APPROVAL_STATE,
    ADJUSTMENT_STATE,
    LEDGER.c.status,
    HOLD.c.status,
    BrandVersionRow.status,
    case((ProductRow.is_open.is_(True), "open"), (ProductRow.is_open.is_(False), "closed")),
    case((ThreadRow.id.is_not(None), STANDING)),
)
IS_ENDED = or_(
    *(and_(ROW.subject_kind == kind, STATUS.in_(states)) for kind, states in ENDED.items())
)
IS_LEFT: Any = case((IS_ENDED, "no"), else_="yes")


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """One thing that somebody looks after."""

    kind: str
    id: UUID
    title: str
    status: str
    assigned_to: str
    assigned_at: datetime
    assigned_label: str

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED.get(self.kind, ())

    @property
    def noun(self) -> str:
        return KINDS[self.kind]


def _is(row: Any) -> ColumnElement[bool]:
    of = getattr(row, "c", row)
    return and_(of.partner_id == ROW.partner_id, of.id == ROW.subject_id)


def _rows() -> Rows:
    """Each thing is in one of the tables; what the others say of it is nothing."""
    is_whose = and_(
        WHOSE.partner_id == ROW.partner_id,
        WHOSE.id == func.coalesce(ApplicationRow.customer_id, ThreadRow.customer_id),
    )
    found: Rows = select(
        ROW,
        STATUS.label("status"),
        func.concat(PERSON.given_name, " ", PERSON.family_name).label("customer"),
        AccountRow.name.label("account"),
        AccountRow.account_number,
        PaymentRow.direction,
        PaymentRow.amount_minor,
        PaymentRow.currency,
        PaymentRow.counterparty_name,
        func.concat(WHOSE.given_name, " ", WHOSE.family_name).label("whose"),
        TITLE.label("request"),
        AdjustmentRow.kind.label("adjustment"),
        AdjustmentRow.proposed_label,
        LEDGER.c.name.label("ledger_account"),
        ProductRow.name.label("product"),
        BrandVersionRow.number.label("version"),
        HOLD.c.amount_minor.label("held_minor"),
        HOLD.c.currency.label("held_currency"),
        POSTED.c.cause,
        POSTED.c.effective_on,
        StatementRow.month_on,
    )
    things: tuple[Any, ...] = (
        CustomerRow,
        AccountRow,
        PaymentRow,
        ApplicationRow,
        ApprovalRow,
        AdjustmentRow,
        LEDGER,
        ProductRow,
        BrandVersionRow,
        ThreadRow,
        HOLD,
        POSTED,
        StatementRow,
    )
    for row in things:
        found = found.outerjoin(row, _is(row))
    return found.outerjoin(WHOSE, is_whose).where(ROW.login_id.is_not(None))


def _line(row: AnyRow) -> AssignedLine:
    known = row[0]
    return AssignedLine(
        kind=known.subject_kind,
        id=known.subject_id,
        title=TITLES[known.subject_kind](row),
        status=row.status or "",
        assigned_to=known.login_label,
        assigned_at=known.assigned_at,
        assigned_label=known.assigned_label,
    )


def _payment(row: AnyRow) -> str:
    to = "from" if row.direction == "incoming" else "to"
    return f"{Money(row.amount_minor, row.currency)} {to} {row.counterparty_name}"


# What everybody who hands work on may read; why books are corrected stays with the books.
TITLES: Mapping[str, Callable[[AnyRow], str]] = {
    "customer": lambda row: row.customer,
    "account": lambda row: f"{row.account} {masked(row.account_number)}",
    "payment": _payment,
    "application": lambda row: f"Application of {row.whose}",
    "approval": lambda row: row.request,
    "adjustment": lambda row: f"{row.adjustment.capitalize()} proposed by {row.proposed_label}",
    "ledger_account": lambda row: row.ledger_account,
    "product": lambda row: row.product,
    "brand_version": lambda row: f"Version {row.version} of the brand",
    "thread": lambda row: f"Conversation with {row.whose}",
    "hold": lambda row: f"{Money(row.held_minor, row.held_currency)} set aside",
    "transaction": lambda row: f"{noun(row.cause)} of {day_text(row.effective_on)}",
    "statement": lambda row: f"Statement of {month_text(row.month_on)}",
}


KINDS = {kind: noun(kind) for kind in TITLES}
ASSIGNMENTS = TableSpec(
    "assignment",
    permission="assignments.change",
    rows=_rows,
    lines=each(_line),
    id=ROW.subject_id,
    sort="since",
    columns=(
        Column("what", read="title", at="title", is_wide=True),
        Column("kind", read="noun", at="meta"),
        Column("status", kind="status", at="badge"),
        Column("person", "Assigned to", "assigned_to", at="meta"),
        Column("since", read="assigned_at", kind="moment", sort=(ROW.assigned_at,)),
        Column("by", "Assigned by", "assigned_label"),
    ),
    filters=(
        choice("kind", ROW.subject_kind, KINDS),
        choice("left", IS_LEFT, LEFT, "Left to do"),
        moments("since", ROW.assigned_at),
        of("login", ROW.login_id, "assigned_to", key="person"),
    ),
)
