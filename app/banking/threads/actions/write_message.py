"""Write a message: from the customer, or from somebody who answers for the brand."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.banking.access.actions.tell import tell
from app.banking.access.tables import LoginRow
from app.banking.audit.actions.record import record
from app.banking.threads.queries import about
from app.banking.threads.rules import MESSAGES_WITHIN, check_pace, is_letter_due, read_body
from app.banking.threads.tables import MessageRow, ThreadRow
from app.kernel.actor import Actor
from app.kernel.ids import CustomerId, LoginId, PaymentId, ThreadId, new_id, shown
from app.storage.scope import current_scope

LETTER = "message_waiting"


@dataclass(frozen=True, slots=True)
class About:
    """With whom, and about which payment of theirs; the caller has seen that it is theirs."""

    customer_id: CustomerId
    payment_id: PaymentId | None = None


def write_message(
    db: Session, *, of: About, body: str, is_from_customer: bool, actor: Actor, now: datetime
) -> ThreadId:
    """The first message opens the thread, one of the customer's opens a closed one again.

    Raises Refused("message_length"), and Refused("too_many_messages") to a customer.
    """
    text = read_body(body)
    if is_from_customer:
        check_pace(_written_lately(db, of.customer_id, now))
    thread = _locked(db, of, now)
    # Of the portal's role the database itself says whose side it is from.
    side = {} if is_from_customer else {"is_from_customer": False}
    message_id = _add(db, thread, actor, now, body=text, **side)
    if is_from_customer:
        _waits(db, thread, now)
    else:
        _answers(db, thread, now)
    record(
        db,
        actor,
        "message.written",
        subject=("thread", thread.id),
        now=now,
        customer_id=of.customer_id,
        message_id=str(message_id),
        side="customer" if is_from_customer else "staff",
    )
    if not is_from_customer and is_letter_due(thread.letter_at, thread.customer_read_at, now):
        _tell(db, thread, message_id, actor, now)
    return ThreadId(thread.id)


def _written_lately(db: Session, customer_id: UUID, now: datetime) -> int:
    row = MessageRow
    counted = select(func.count()).where(
        row.customer_id == customer_id, row.is_from_customer, row.at > now - MESSAGES_WITHIN
    )
    return int(db.scalar(counted) or 0)


def _locked(db: Session, of: About, now: datetime) -> ThreadRow:
    """The thread, made when it is not there yet; two who begin at once meet in one."""
    values = {
        "partner_id": current_scope(db).partner_id,
        "id": new_id(now),
        "customer_id": of.customer_id,
        "payment_id": of.payment_id,
        "opened_at": now,
        "last_at": now,
    }
    db.execute(insert(ThreadRow).values(**values).on_conflict_do_nothing())
    found = select(ThreadRow).where(*about(of.customer_id, of.payment_id)).with_for_update()
    return db.scalars(found.execution_options(populate_existing=True)).one()


def _add(db: Session, thread: ThreadRow, actor: Actor, now: datetime, **values: object) -> UUID:
    message_id = new_id(now)
    message = {
        "partner_id": thread.partner_id,
        "id": message_id,
        "thread_id": thread.id,
        "customer_id": thread.customer_id,
        "author_id": actor.id,
        "author_label": actor.label,
        "at": now,
    }
    db.execute(insert(MessageRow.__table__).values(**message, **values))  # type: ignore[arg-type]
    return message_id


def _waits(db: Session, thread: ThreadRow, now: datetime) -> None:
    """Whoever has waited longest keeps their place; what was closed is open again."""
    _write(
        db,
        thread,
        last_at=now,
        customer_last_at=now,
        customer_read_at=now,
        waiting_since=thread.waiting_since or now,
        closed_at=None,
        closed_label=None,
    )


def _answers(db: Session, thread: ThreadRow, now: datetime) -> None:
    _write(db, thread, last_at=now, staff_last_at=now, staff_read_at=now, waiting_since=None)


def _write(db: Session, thread: ThreadRow, **values: object) -> None:
    """Exactly these columns: the customer's own role may write no others."""
    db.execute(update(ThreadRow).where(ThreadRow.id == thread.id).values(**values))


def _tell(db: Session, thread: ThreadRow, message_id: UUID, actor: Actor, now: datetime) -> None:
    """By letter that there is a message, and never what it says."""
    row = LoginRow
    of_customer = [row.customer_id == thread.customer_id, row.kind == "customer", ~row.is_disabled]
    login_id = db.scalar(select(row.id).where(*of_customer).order_by(row.created_at).limit(1))
    if login_id is None:
        return
    values = {"link_path": f"/messages/{shown('thread', thread.id)}"}
    tell(db, LoginId(login_id), LETTER, values, key=str(message_id), actor=actor, now=now)
    _write(db, thread, letter_at=now)
