"""What somebody looks after, each thing by its title and state: one reading for each kind."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.banking.accounts.tables import AccountRow
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.approvals.rows import shown_in
from app.banking.approvals.tables import ApprovalRow
from app.banking.customers.tables import ApplicationRow, CustomerRow
from app.banking.notes.queries import counting_assigned
from app.banking.notes.tables import AssignmentRow
from app.banking.payments.tables import PaymentRow
from app.kernel.money import Money
from app.kernel.text import masked
from app.storage.keyset import Moment, earlier, page_size

# States in which nothing is left to do about a thing.
ENDED = {
    "payment": ("settled", "canceled", "rejected", "returned"),
    "application": ("approved", "declined"),
    "approval": ("rejected", "withdrawn", "expired", "void", "executed"),
    "adjustment": ("approved", "rejected", "withdrawn", "expired"),
    "account": ("closed",),
}
Titles = Mapping[UUID, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """One thing that somebody looks after."""

    kind: str
    id: UUID
    title: str
    status: str
    assigned_at: datetime
    assigned_label: str

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED.get(self.kind, ())


def assigned_to(
    db: Session, login_id: UUID, *, before: Moment | None = None, limit: int = 25
) -> list[AssignedLine]:
    """What this person looks after, given last on top."""
    row = AssignmentRow
    rows = db.scalars(
        select(row)
        .where(row.login_id == login_id, *earlier(row.assigned_at, row.subject_id, before))
        .order_by(row.assigned_at.desc(), row.subject_id.desc())
        .limit(page_size(limit))
    ).all()
    found: dict[UUID, tuple[str, str]] = {}
    for kind in {each.subject_kind for each in rows}:
        ids = [each.subject_id for each in rows if each.subject_kind == kind]
        found |= TITLES[kind](db, ids)
    return [
        AssignedLine(
            each.subject_kind,
            each.subject_id,
            *found[each.subject_id],
            each.assigned_at,
            each.assigned_label,
        )
        for each in rows
        if each.subject_id in found
    ]


def count_assigned(db: Session, login_id: UUID) -> int:
    return int(db.scalar(select(counting_assigned(login_id))) or 0)


def _customers(db: Session, ids: Collection[UUID]) -> Titles:
    rows = db.scalars(select(CustomerRow).where(CustomerRow.id.in_(ids)))
    return {row.id: (f"{row.given_name} {row.family_name}", row.status) for row in rows}


def _accounts(db: Session, ids: Collection[UUID]) -> Titles:
    rows = db.scalars(select(AccountRow).where(AccountRow.id.in_(ids)))
    return {row.id: (f"{row.name} {masked(row.account_number)}", row.status) for row in rows}


def _payments(db: Session, ids: Collection[UUID]) -> Titles:
    def title(row: PaymentRow) -> str:
        to = "from" if row.direction == "incoming" else "to"
        return f"{Money(row.amount_minor, row.currency)} {to} {row.counterparty_name}"

    rows = db.scalars(select(PaymentRow).where(PaymentRow.id.in_(ids)))
    return {row.id: (title(row), row.status) for row in rows}


def _applications(db: Session, ids: Collection[UUID]) -> Titles:
    app, person = ApplicationRow, CustomerRow
    name = func.concat(person.given_name, " ", person.family_name)
    same = and_(person.partner_id == app.partner_id, person.id == app.customer_id)
    rows = db.execute(select(app.id, name, app.status).join(person, same).where(app.id.in_(ids)))
    return {row[0]: (f"Application of {row[1]}", row[2]) for row in rows}


def _approvals(db: Session, ids: Collection[UUID]) -> Titles:
    rows = db.scalars(select(ApprovalRow).where(ApprovalRow.id.in_(ids)))
    return {row.id: (str(shown_in(row)["title"]), row.status) for row in rows}


def _adjustments(db: Session, ids: Collection[UUID]) -> Titles:
    rows: Iterable[AdjustmentRow] = db.scalars(
        select(AdjustmentRow).where(AdjustmentRow.id.in_(ids))
    )
    return {row.id: (f"{row.kind.capitalize()}: {row.reason}", row.status) for row in rows}


TITLES: Mapping[str, Callable[[Session, Collection[UUID]], Titles]] = {
    "customer": _customers,
    "account": _accounts,
    "payment": _payments,
    "application": _applications,
    "approval": _approvals,
    "adjustment": _adjustments,
}
