"""The list of what a bank's officers look after: their partners' things by the bank's own look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.banking.adjustments.finding import adjustments_by_id
from app.banking.approvals.finding import approvals_by_id
from app.banking.brands.finding import versions_by_id
from app.banking.ledger.finding import holds_by_id, ledger_accounts_by_id, transactions_by_id
from app.banking.listing.filters import choice, moments, of
from app.banking.listing.spec import AnyRow, Column, Rows, TableSpec
from app.banking.notes.tables import AssignmentRow
from app.banking.payments.finding import files_by_id
from app.banking.reconciliation.finding import breaks_by_id
from app.banking.trail.words import noun
from app.storage.finding import Found, asking_to_find, things
from app.storage.scope import current_scope
from app.storage.session import bank_reading
from app.storage.together import read
from tenants.tables import PartnerRow

ROW = AssignmentRow
ById = Callable[[tuple[UUID, ...]], Select[Any]]


def _partners_by_id(ids: tuple[UUID, ...]) -> Select[Any]:
    row = PartnerRow
    found = things("partner", row, title=row.name, note=row.legal_name, status=row.status)
    return found.where(row.id.in_(ids))


BY_BANK: Mapping[str, ById] = {
    "partner": _partners_by_id,
    "file": files_by_id,
    "break": breaks_by_id,
    "brand_version": versions_by_id,
    "ledger_account": ledger_accounts_by_id,
    "transaction": transactions_by_id,
    "hold": holds_by_id,
    "adjustment": adjustments_by_id,
}
# What lies with the bank's own house.
BY_HOUSE: Mapping[str, ById] = {"approval": approvals_by_id}
KINDS = {kind: noun(kind) for kind in (*BY_BANK, *BY_HOUSE)}


@dataclass(frozen=True, slots=True)
class BankAssignedLine:
    """One thing that an officer looks after; `owner_id` is whose it is, where its address says."""

    kind: str
    id: UUID
    owner_id: UUID | None
    title: str
    status: str
    assigned_to: str
    assigned_at: datetime
    assigned_label: str

    @property
    def noun(self) -> str:
        return KINDS[self.kind]


def _rows() -> Rows:
    found: Rows = select(ROW).where(ROW.login_id.is_not(None))
    return found


def _lines(db: Session, rows: Sequence[AnyRow]) -> list[BankAssignedLine]:
    """Named by what the bank sees of its partners: the house itself sees none of their rows."""
    assigned = [row[0] for row in rows]
    if not assigned:
        return []
    with bank_reading(_bank_of(db)) as bank:
        found = _found(bank, assigned, BY_BANK) | _found(db, assigned, BY_HOUSE)
    return [_line(each, found.get(each.subject_id)) for each in assigned]


def _bank_of(db: Session) -> UUID:
    bank_id = current_scope(db).bank_id
    assert bank_id is not None  # noqa: S101 -- only a bank's own house has this list
    return bank_id


def _found(
    db: Session, assigned: Sequence[AssignmentRow], known: Mapping[str, ById]
) -> dict[UUID, Found]:
    """As many as a page asks for, in one question."""
    branches = []
    for kind, by_id in known.items():
        ids = tuple(each.subject_id for each in assigned if each.subject_kind == kind)
        if ids:
            branches.append(by_id(ids).limit(len(ids)))
    return {each.id: each for each in read(db, asking_to_find(*branches))} if branches else {}


def _line(row: AssignmentRow, found: Found | None) -> BankAssignedLine:
    return BankAssignedLine(
        kind=row.subject_kind,
        id=row.subject_id,
        owner_id=found.partner_id if found else None,
        title=_title(row.subject_kind, found),
        status=found.status if found else "",
        assigned_to=row.login_label,
        assigned_at=row.assigned_at,
        assigned_label=row.assigned_label,
    )


def _title(kind: str, found: Found | None) -> str:
    if found is None:
        return noun(kind)
    if kind == "break":
        return f"{noun(found.note)}, {found.title}"
    if kind == "brand_version":
        return f"{found.note}: {found.title.lower()}"
    return found.title or noun(found.note or kind)


BANK_ASSIGNMENTS = TableSpec(
    "assignment",
    name="bank_assignments",
    permission="assignments.change",
    rows=_rows,
    lines=_lines,
    id=ROW.subject_id,
    sort="since",
    columns=(
        Column("what", read="title", at="title", is_wide=True),
        Column("kind", read="noun", at="meta"),
        Column("status", kind="status", at="badge"),
        Column("person", "Assigned to", "assigned_to"),
        Column("since", read="assigned_at", kind="moment", sort=(ROW.assigned_at,)),
        Column("by", "Assigned by", "assigned_label"),
    ),
    filters=(
        choice("kind", ROW.subject_kind, KINDS),
        moments("since", ROW.assigned_at),
        of("login", ROW.login_id, "assigned_to", key="person"),
    ),
)
