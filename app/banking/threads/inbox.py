"""The inbox of those who answer: who waits, whose it is, and what was said last."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from app.banking.customers.tables import CustomerRow
from app.banking.notes.tables import AssignmentRow
from app.banking.payments.tables import PaymentRow
from app.banking.threads.queries import Message, Thread, last_messages, thread_of
from app.banking.threads.tables import ThreadRow
from app.kernel.ids import CustomerId
from app.kernel.languages import gettext as _
from app.kernel.money import Money
from app.storage.keyset import Moment, earlier, page_size

View = Literal["waiting", "mine", "unassigned", "all", "closed"]


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A thread as a list shows it: with whom, about what, who looks after it."""

    thread: Thread
    customer_name: str
    about: str
    assigned_to: str
    last: Message | None


def inbox(
    db: Session, view: View, login_id: UUID, *, before: Moment | None = None, limit: int = 25
) -> list[InboxLine]:
    """Who waits longest stands on top; in the other views, what was said last.

    `before` is the moment and the id of the last line of the page before, in the view's own order.
    """
    row, is_queue = ThreadRow, view in ("waiting", "mine", "unassigned")
    found = _joined().where(*_narrowed(view, login_id))
    if is_queue:
        after = tuple_(row.waiting_since, row.id) > tuple_(*before) if before else None
        found = found.where(after) if after is not None else found
        found = found.order_by(row.waiting_since, row.id)
    else:
        found = found.where(*earlier(row.last_at, row.id, before))
        found = found.order_by(row.last_at.desc(), row.id.desc())
    rows = db.execute(found.limit(page_size(limit))).all()
    threads = [thread_of(each[0]) for each in rows]
    last = last_messages(db, [each.id for each in threads]) if threads else {}
    return [
        InboxLine(thread, each[1], _about(each), each[2] or "", last.get(thread.id))
        for thread, each in zip(threads, rows, strict=True)
    ]


def subjects_of(db: Session, customer_id: CustomerId) -> dict[UUID, str]:
    """What each thread of a customer is about, in words."""
    rows = db.execute(_joined_to_payments().where(ThreadRow.customer_id == customer_id).limit(100))
    return {each[0].id: _about(each) for each in rows}


def _narrowed(view: View, login_id: UUID) -> list[ColumnElement[bool]]:
    row = ThreadRow
    if view == "closed":
        return [row.closed_at.is_not(None)]
    if view == "all":
        return []
    waits: list[ColumnElement[bool]] = [row.waiting_since.is_not(None), row.closed_at.is_(None)]
    if view == "mine":
        return [*waits, AssignmentRow.login_id == login_id]
    return [*waits, AssignmentRow.login_id.is_(None)] if view == "unassigned" else waits


def _joined() -> Select[ThreadRow, str, str, str, int, str, str]:
    """With the customer's name and whoever looks after the payment, or else the customer."""
    row, person, whose, paid = ThreadRow, CustomerRow, AssignmentRow, PaymentRow
    name = func.concat(person.given_name, " ", person.family_name)
    looked_after = func.coalesce(row.payment_id, row.customer_id)
    in_charge = and_(
        whose.partner_id == row.partner_id,
        whose.subject_id == looked_after,
        whose.login_id.is_not(None),
    )
    return (
        select(
            row,
            name,
            whose.login_label,
            paid.direction,
            paid.amount_minor,
            paid.currency,
            paid.counterparty_name,
        )
        .join(person, and_(person.partner_id == row.partner_id, person.id == row.customer_id))
        .outerjoin(whose, in_charge)
        .outerjoin(paid, and_(paid.partner_id == row.partner_id, paid.id == row.payment_id))
    )


def _joined_to_payments() -> Select[ThreadRow, str, int, str, str]:
    row, paid = ThreadRow, PaymentRow
    same = and_(paid.partner_id == row.partner_id, paid.id == row.payment_id)
    columns = (paid.direction, paid.amount_minor, paid.currency, paid.counterparty_name)
    return select(row, *columns).outerjoin(paid, same)


def _about(row: object) -> str:
    amount_minor = row.amount_minor  # type: ignore[attr-defined]
    if amount_minor is None:
        return _("General")
    amount, name = Money(amount_minor, row.currency), row.counterparty_name  # type: ignore[attr-defined]
    if row.direction == "incoming":  # type: ignore[attr-defined]
        return _("%(amount)s from %(name)s", amount=amount, name=name)
    return _("%(amount)s to %(name)s", amount=amount, name=name)
