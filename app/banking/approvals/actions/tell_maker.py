"""A request was decided, or came to nothing: whoever asked is told by letter, once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import moment_words, tell
from app.banking.access.tables import LoginRow
from app.banking.approvals.queries import label_of
from app.banking.approvals.rules import Status
from app.banking.approvals.tables import ApprovalRow
from app.banking.mail.rules import is_address
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId, LoginId, shown

OUTCOMES = {
    Status.EXECUTED.value: "Agreed, and done",
    Status.REJECTED.value: "Refused",
    Status.EXPIRED.value: "Nobody decided in time",
    Status.VOID.value: "Not valid any more: what it is about has changed",
}


def tell_maker(db: Session, approval_id: ApprovalId, *, actor: Actor, now: datetime) -> bool:
    """False where there is nothing to tell: it waits, or its maker took it back. Safe twice."""
    row = db.scalar(select(ApprovalRow).where(ApprovalRow.id == approval_id))
    if row is None or row.closed_at is None or row.status not in OUTCOMES:
        return False
    login = db.scalar(select(LoginRow).where(LoginRow.id == row.maker_id))
    if login is None or login.is_disabled or not is_address(login.email):
        return False
    kind, words = _for_customer(row) if login.customer_id else _for_staff(row)
    tell(db, LoginId(login.id), kind, words, key=str(row.id), actor=actor, now=now)
    return True


def _for_staff(row: ApprovalRow) -> tuple[str, dict[str, str]]:
    return "approval_decided", {
        "what": label_of(row.action),
        "outcome": OUTCOMES[row.status],
        "by": row.closed_label or "",
        "when": _closed(row),
        "request_path": f"/approvals/{shown('approval', row.id)}",
    }


def _for_customer(row: ApprovalRow) -> tuple[str, dict[str, str]]:
    """Customers send payments, and are not told who of the staff decided."""
    kind = "payment_agreed" if row.status == Status.EXECUTED.value else "payment_not_agreed"
    path = f"/payments/{shown('payment', row.subject_id)}"
    return kind, {"when": _closed(row), "payment_path": path}


def _closed(row: ApprovalRow) -> str:
    assert row.closed_at is not None  # noqa: S101 -- tell_maker looked
    return moment_words(row.closed_at)
