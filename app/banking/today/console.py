"""What waits for a person of a partner's staff, in one question; only what they may decide or do.

Kinds are named here and worded by the page.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.banking.access.tables import LoginRow
from app.banking.adjustments.queries import for_other
from app.banking.adjustments.tables import AdjustmentRow
from app.banking.approvals.queries import Reader, for_me
from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow
from app.banking.customers.tables import ApplicationRow
from app.banking.invariants.tables import FindingRow
from app.banking.notes.tables import AssignmentRow
from app.banking.payments.tables import PaymentRow
from app.banking.reconciliation.tables import ProgramDayRow
from app.banking.screening.tables import ScreeningRow
from app.banking.threads.tables import ThreadRow
from app.storage.counting import MANY_MAX, Branch, Counted, count_all, groups, queue

RETURNS_SINCE = timedelta(days=7)
RATE_SINCE = timedelta(days=30)
ALIKE = ("review", "match")
May = Callable[[str], bool]
Queues = Iterator[Branch]


def console_today(db: Session, me: Reader, may: May, *, now: datetime) -> list[Counted]:
    """Queues, payments by the window they wait for, and the figures of the day."""
    asked = [*_to_decide(me, may, now), *_to_do(me, may, now), windows(), *health()]
    return count_all(db, asked, health_since(now))


@cache
def invitations(kind: str) -> Branch:
    """People who were let in and have not come yet."""
    row = LoginRow
    not_come = (row.invited_at.is_not(None), row.password_hash.is_(None), ~row.is_disabled)
    return queue("invitations", row.invited_at, row.kind == kind, *not_come)


def asked_by(login_id: UUID, now: datetime) -> Branch:
    """What this person waits for others to decide."""
    row = ApprovalRow
    mine = (row.status == Status.PENDING, row.expires_at > now, row.maker_id == login_id)
    return queue("asked", row.asked_at, *mine, due=row.expires_at)


def assigned_to(login_id: UUID) -> Branch:
    """What this person looks after."""
    row = AssignmentRow
    return queue("assigned", row.assigned_at, row.login_id == login_id)


def to_approve(me: Reader, now: datetime) -> Branch:
    row = ApprovalRow
    return queue("approvals", row.asked_at, *for_me(me, now), due=row.expires_at)


@cache
def windows() -> Branch:
    """Approved payments by the window that they go in, one line each."""
    row = PaymentRow
    waiting = (row.rail == "ach", row.status == "approved")
    return groups("window", row.window_at, row.amount_minor, *waiting)


@cache
def health() -> tuple[Branch, ...]:
    """Days closed, findings of the ledger's checks, what was sent and what came back.

    Made once, as all that is the same for everybody; it needs `health_since` beside it.
    """
    day, finding, row = ProgramDayRow, FindingRow, PaymentRow
    latest = select(func.max(day.business_on)).scalar_subquery()
    since = row.created_at >= bindparam("sent_since")
    sent = (since, row.rail == "ach", row.direction == "outgoing")
    gone = row.status.in_(("submitted", "settled", "returned"))
    return (
        queue("closed", day.business_on, day.business_on == latest, due=day.closed_at),
        *(
            queue(each, finding.first_seen_at, finding.gone_at.is_(None), finding.severity == each)
            for each in ("red", "warning")
        ),
        queue("sent", row.created_at, *sent, gone, most=MANY_MAX),
        queue("came_back", row.created_at, *sent, row.status == "returned", most=MANY_MAX),
    )


def health_since(now: datetime) -> dict[str, datetime]:
    return {"sent_since": now - RATE_SINCE}


def _to_decide(me: Reader, may: May, now: datetime) -> Queues:
    if may("approvals.decide"):
        yield to_approve(me, now)
    if may("ledger.approve"):
        row = AdjustmentRow
        yield queue(
            "adjustments", row.proposed_at, *for_other(me.login_id, now), due=row.expires_at
        )
    if may("customers.decide"):
        yield from _referred()


@cache
def _referred() -> tuple[Branch, Branch]:
    """Applications that wait, those with a possible match first."""
    application, screening = ApplicationRow, ScreeningRow
    referred = application.status == "referred"
    alike = select(screening.id).where(
        screening.partner_id == application.partner_id,
        screening.customer_id == application.customer_id,
        screening.outcome.in_(ALIKE),
    )
    return (
        queue("matches", application.submitted_at, referred, alike.exists()),
        queue("applications", application.submitted_at, referred, ~alike.exists()),
    )


@cache
def _messages() -> Branch:
    thread = ThreadRow
    waits = (thread.waiting_since.is_not(None), thread.closed_at.is_(None))
    return queue("messages", thread.waiting_since, *waits)


def _to_do(me: Reader, may: May, now: datetime) -> Queues:
    payment = PaymentRow
    if may("messages.answer"):
        yield _messages()
    if may("assignments.change"):
        yield assigned_to(me.login_id)
    if may("payments.send") or may("messages.answer"):
        since = (now - RETURNS_SINCE).date()
        returned = (payment.status == "returned", payment.returned_on >= since)
        yield queue("returns", payment.returned_on, *returned)
    if may("users.invite"):
        yield invitations("user")
    if may("approvals.withdraw"):
        yield asked_by(me.login_id, now)
