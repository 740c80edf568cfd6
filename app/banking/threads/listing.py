"""The list of conversations, declared once: who waits, since when, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from app.banking.customers.tables import CustomerRow
from app.banking.listing.filters import choice, moments, of, search
from app.banking.listing.spec import AnyRow, Column, Rows, TableSpec
from app.banking.notes.tables import AssignmentRow
from app.banking.payments.tables import PaymentRow
from app.banking.threads.queries import last_messages, thread_of
from app.banking.threads.subjects import IS_ABOUT, PAID, subject
from app.banking.threads.tables import ThreadRow
from app.kernel.ids import ThreadId

STANDINGS = {"waiting": "Waiting", "answered": "Answered", "closed": "Closed"}
# Of what waits it is told whether anybody has read it.
STATES = STANDINGS | {"new": "New", "read": "Read, not answered"}
ASSIGNED = {"no": "Nobody", "yes": "Somebody"}
SAID_MAX = 160
ROW, WHOSE, OWN = ThreadRow, AssignmentRow, aliased(AssignmentRow)
# As in the index of each: a queue is read where it begins, however much was answered before.
STANDING: Any = case(
    (ROW.closed_at.is_not(None), literal_column("'closed'")),
    (ROW.waiting_since.is_not(None), literal_column("'waiting'")),
    else_=literal_column("'answered'"),
)
SINCE = func.coalesce(ROW.waiting_since, ROW.last_at)
IN_CHARGE: Any = func.coalesce(OWN.login_id, WHOSE.login_id)
IS_ASSIGNED: Any = case((IN_CHARGE.is_(None), "no"), else_="yes")


@dataclass(frozen=True, slots=True)
class ListedThread:
    """A conversation as a list shows it: with whom, about what, who looks after it."""

    id: ThreadId
    customer_name: str
    about: str
    said: str
    state: str
    since: datetime
    last_at: datetime
    opened_at: datetime
    assigned_to: str

    @property
    def is_closed(self) -> bool:
        return self.state == "closed"


def _rows() -> Rows:
    """With the customer's name and whoever looks after it, or else the payment or the customer."""
    person = CustomerRow
    name = func.concat(person.given_name, " ", person.family_name)
    label = func.coalesce(OWN.login_label, WHOSE.login_label).label("in_charge")
    own = and_(
        OWN.partner_id == ROW.partner_id, OWN.subject_id == ROW.id, OWN.login_id.is_not(None)
    )
    beside = and_(
        WHOSE.partner_id == ROW.partner_id,
        WHOSE.subject_id == func.coalesce(ROW.payment_id, ROW.customer_id),
        WHOSE.login_id.is_not(None),
    )
    return (
        select(ROW, name.label("customer_name"), label, *PAID)
        .join(person, and_(person.partner_id == ROW.partner_id, person.id == ROW.customer_id))
        .outerjoin(OWN, own)
        .outerjoin(WHOSE, beside)
        .outerjoin(PaymentRow, IS_ABOUT)
    )


def _lines(db: Session, rows: Sequence[AnyRow]) -> list[ListedThread]:
    last = last_messages(db, [row[0].id for row in rows]) if rows else {}
    return [_line(row, last[row[0].id].body if row[0].id in last else "") for row in rows]


def _line(row: AnyRow, said: str) -> ListedThread:
    thread = thread_of(row[0])
    if thread.is_closed or not thread.waiting_since:
        state = "closed" if thread.is_closed else "answered"
    else:
        state = "new" if thread.is_unread_by_staff else "read"
    return ListedThread(
        id=thread.id,
        customer_name=row.customer_name,
        about=subject(row),
        said=said if len(said) <= SAID_MAX else f"{said[:SAID_MAX].rstrip()}…",
        state=state,
        since=thread.waiting_since or thread.last_at,
        last_at=thread.last_at,
        opened_at=thread.opened_at,
        assigned_to=row.in_charge or "",
    )


def _assigned(line: ListedThread) -> str:
    return line.assigned_to or "Nobody"


CONVERSATIONS = TableSpec(
    "conversation",
    name="messages",
    permission="customers.view",
    rows=_rows,
    lines=_lines,
    id=ROW.id,
    sort="last",
    columns=(
        Column("customer", read="customer_name", at="title"),
        Column("about", at="meta"),
        Column("said", "Last message", at="meta", is_wide=True),
        Column("status", read="state", at="badge", words=STATES),
        Column("since", read="since", kind="moment", sort=(SINCE,)),
        Column("assigned", "Assigned to", _assigned),
        Column(
            "last", "Last written", "last_at", kind="moment", is_shown=False, sort=(ROW.last_at,)
        ),
        Column("opened", "Begun", "opened_at", kind="moment", is_shown=False),
    ),
    filters=(
        search("Customer", CustomerRow.family_name, CustomerRow.given_name),
        choice("status", STANDING, STANDINGS),
        choice("assigned", IS_ASSIGNED, ASSIGNED, "Assigned to"),
        moments("last", ROW.last_at, "Last written"),
        of("customer", ROW.customer_id, "customer_name"),
        of("login", IN_CHARGE, "assigned_to", key="person"),
    ),
)
