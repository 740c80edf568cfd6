"""Reads of threads: one with its messages, a customer's own, the inbox, and what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.banking.threads.tables import MessageRow, ThreadRow
from app.kernel.errors import NotFound
from app.kernel.ids import CustomerId, MessageId, PaymentId, ThreadId
from app.storage.keyset import Moment, earlier, page_size
from app.storage.together import Question, read

MESSAGES_SHOWN = 50
COLUMNS = (
    "id",
    "customer_id",
    "payment_id",
    "opened_at",
    "last_at",
    "waiting_since",
    "customer_last_at",
    "staff_last_at",
    "customer_read_at",
    "staff_read_at",
    "closed_at",
    "closed_label",
)


@dataclass(frozen=True, slots=True)
class Message:
    id: MessageId
    thread_id: ThreadId
    is_from_customer: bool
    author_label: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation and where both sides stand with it."""

    id: ThreadId
    customer_id: CustomerId
    payment_id: PaymentId | None
    opened_at: datetime
    last_at: datetime
    waiting_since: datetime | None
    customer_last_at: datetime | None
    staff_last_at: datetime | None
    customer_read_at: datetime | None
    staff_read_at: datetime | None
    closed_at: datetime | None
    closed_label: str | None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_unread_by_staff(self) -> bool:
        return _is_later(self.customer_last_at, self.staff_read_at)

    @property
    def is_unread_by_customer(self) -> bool:
        return _is_later(self.staff_last_at, self.customer_read_at)


def thread_about(
    db: Session, customer_id: CustomerId, payment_id: PaymentId | None = None
) -> Thread | None:
    """The thread of a payment, or the customer's other one; None before the first message."""
    return read(db, asking_thread(customer_id, payment_id))


def asking_thread(
    customer_id: CustomerId, payment_id: PaymentId | None = None
) -> Question[Thread | None]:
    """The same, to be asked beside other things."""
    row = ThreadRow
    columns = (getattr(row, each) for each in COLUMNS)
    asked = select(*columns).where(*about(customer_id, payment_id)).limit(1)
    return Question(asked, lambda rows: thread_of(rows[0]) if rows else None)


def about(customer_id: UUID, payment_id: UUID | None) -> list[ColumnElement[bool]]:
    row = ThreadRow
    of_payment = row.payment_id == payment_id if payment_id else row.payment_id.is_(None)
    return [row.customer_id == customer_id, of_payment]


def thread_detail(db: Session, thread_id: ThreadId) -> Thread:
    """Raises NotFound."""
    row = db.scalar(select(ThreadRow).where(ThreadRow.id == thread_id))
    if row is None:
        raise NotFound("conversation")
    return thread_of(row)


def messages_in(
    db: Session, thread_id: ThreadId, *, before: Moment | None = None, limit: int = MESSAGES_SHOWN
) -> list[Message]:
    """The latest messages of a thread, oldest of them first."""
    found = _messages().where(MessageRow.thread_id == thread_id)
    return read(db, _latest(found, before, limit, is_oldest_first=True))


def asking_messages_in(
    customer_id: CustomerId,
    payment_id: PaymentId | None = None,
    *,
    before: Moment | None = None,
    limit: int = MESSAGES_SHOWN,
) -> Question[list[Message]]:
    """Those of the thread that `asking_thread` finds, to be asked beside it."""
    found = _messages().join(ThreadRow, _same_thread()).where(*about(customer_id, payment_id))
    return _latest(found, before, limit, is_oldest_first=True)


def asking_messages(
    customer_id: CustomerId,
    *,
    payment_id: PaymentId | None = None,
    before: Moment | None = None,
    limit: int = 25,
) -> Question[list[Message]]:
    """All a customer's messages, or those about one payment, newest first: for a timeline."""
    found = _messages().where(MessageRow.customer_id == customer_id)
    if payment_id:
        found = found.join(ThreadRow, _same_thread()).where(ThreadRow.payment_id == payment_id)
    return _latest(found, before, limit)


def last_messages(db: Session, thread_ids: Collection[UUID]) -> dict[UUID, Message]:
    """The last message of each of these threads."""
    row = MessageRow
    latest = (
        select(row)
        .where(row.thread_id.in_(thread_ids))
        .order_by(row.thread_id, row.at.desc(), row.id.desc())
        .ext(distinct_on(row.thread_id))
    )
    return {each.thread_id: _message(each) for each in db.scalars(latest)}


def threads_of(
    db: Session, customer_id: CustomerId, *, before: Moment | None = None, limit: int = 25
) -> list[Thread]:
    """A customer's threads, the latest on top."""
    row = ThreadRow
    rows = db.scalars(
        select(row)
        .where(row.customer_id == customer_id, *earlier(row.last_at, row.id, before))
        .order_by(row.last_at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    return [thread_of(each) for each in rows]


def counting_waiting() -> ScalarSelect[int]:
    """How many customers wait for an answer, for a statement that counts other things too."""
    row = ThreadRow
    waits = and_(row.waiting_since.is_not(None), row.closed_at.is_(None))
    return select(func.count()).select_from(row).where(waits).scalar_subquery()


def count_waiting(db: Session) -> int:
    return int(db.scalar(select(counting_waiting())) or 0)


def count_unread(db: Session, customer_id: CustomerId) -> int:
    """In how many threads there is something the customer has not read."""
    return read(db, asking_unread(customer_id))


def asking_unread(customer_id: CustomerId) -> Question[int]:
    """The same, to be asked beside other things."""
    row = ThreadRow
    unread = or_(row.customer_read_at.is_(None), row.staff_last_at > row.customer_read_at)
    counted = select(func.count().label("unread")).select_from(row)
    mine = [row.customer_id == customer_id, row.staff_last_at.is_not(None), unread]
    return Question(counted.where(*mine), lambda rows: int(rows[0][0]))


def _messages() -> Select[*tuple[Any, ...]]:
    row = MessageRow
    return select(row.id, row.thread_id, row.is_from_customer, row.author_label, row.body, row.at)


def _same_thread() -> ColumnElement[bool]:
    row = MessageRow
    return and_(ThreadRow.partner_id == row.partner_id, ThreadRow.id == row.thread_id)


def _latest(
    found: Select[*tuple[Any, ...]],
    before: Moment | None,
    limit: int,
    *,
    is_oldest_first: bool = False,
) -> Question[list[Message]]:
    row = MessageRow
    asked = (
        found.where(*earlier(row.at, row.id, before))
        .order_by(row.at.desc(), row.id.desc())
        .limit(page_size(limit))
    )
    turned = -1 if is_oldest_first else 1
    return Question(asked, lambda rows: [_message(each) for each in rows[::turned]])


def thread_of(row: Any) -> Thread:
    return Thread(
        id=ThreadId(row.id),
        customer_id=CustomerId(row.customer_id),
        payment_id=PaymentId(row.payment_id) if row.payment_id else None,
        opened_at=row.opened_at,
        last_at=row.last_at,
        waiting_since=row.waiting_since,
        customer_last_at=row.customer_last_at,
        staff_last_at=row.staff_last_at,
        customer_read_at=row.customer_read_at,
        staff_read_at=row.staff_read_at,
        closed_at=row.closed_at,
        closed_label=row.closed_label,
    )


def _message(row: Any) -> Message:
    return Message(
        id=MessageId(row.id),
        thread_id=ThreadId(row.thread_id),
        is_from_customer=row.is_from_customer,
        author_label=row.author_label,
        body=row.body,
        at=row.at,
    )


def _is_later(moment: datetime | None, mark: datetime | None) -> bool:
    return moment is not None and (mark is None or moment > mark)
