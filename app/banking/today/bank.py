"""What waits for an officer of a bank: of its partners and files, and of its own house."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.approvals.queries import Reader
from app.banking.invariants.tables import InvariantRunRow
from app.banking.payments.tables import (
    PreparedReturnRow,
    ReceivedEntryRow,
    ReceivedFileRow,
)
from app.banking.reconciliation.tables import BreakRow
from app.banking.today.console import (
    RETURNS_SINCE,
    May,
    asked_by,
    assigned_to,
    health,
    health_since,
    invitations,
    to_approve,
    windows,
)
from app.storage.counting import Branch, Counted, count_all, queue
from tenants.tables import BrandVersionRow

Queues = Iterator[Branch]
A_WHILE = timedelta(hours=1)  # a file that is accepted is posted in a moment


def bank_today(db: Session, may: May, *, now: datetime) -> list[Counted]:
    """Of the bank's partners and files, windows and health with them."""
    asked = [*_to_do(may, now), windows(), *health(), _looked()]
    return count_all(db, asked, health_since(now))


def house_today(db: Session, me: Reader, may: May, *, now: datetime) -> list[Counted]:
    """Of the bank's own house: requests, and people who have not come yet."""
    asked = [to_approve(me, now)] if may("approvals.decide") else []
    asked += [asked_by(me.login_id, now)] if may("approvals.withdraw") else []
    asked += [invitations("officer")] if may("users.invite") else []
    asked += [assigned_to(me.login_id)] if may("assignments.change") else []
    return count_all(db, asked)


def _to_do(may: May, now: datetime) -> Queues:
    if may("breaks.explain"):
        row = BreakRow
        yield queue("breaks", row.opened_at, row.explained_at.is_(None))
    if may("files.upload"):
        yield from _files(now)
    if may("brands.decide"):
        brand = BrandVersionRow
        yield queue("brands", brand.changed_at, brand.status == "in_review")


def _files(now: datetime) -> Queues:
    file, entry, back = ReceivedFileRow, ReceivedEntryRow, PreparedReturnRow
    since = now - RETURNS_SINCE
    yield queue("returns_due", back.created_at, back.status == "prepared", due=back.return_by)
    held = (entry.outcome == "suspense", entry.due_at >= since)
    yield queue("suspense", entry.due_at, *held)
    refused = (file.status == "refused", file.received_at >= since)
    yield queue("refused", file.received_at, *refused)
    late = (file.status == "accepted", file.received_at < now - A_WHILE)
    yield queue("unposted", file.received_at, *late)


@cache
def _looked() -> Branch:
    """When the ledger's checks were made last."""
    row = InvariantRunRow
    latest = select(func.max(row.finished_at)).scalar_subquery()
    return queue("looked", row.finished_at, row.finished_at == latest)
