"""One payment as staff see it: what happened in its story's words, what can be done, its facts."""

from collections.abc import Iterable
from typing import Any

from flask import url_for

from app.banking.audit.queries import ChangeLine
from app.banking.ledger.rules import Cause
from app.banking.ledger.transactions import TransactionDetail, transactions_of
from app.banking.payments.approving import Waiting, waiting_of
from app.banking.payments.queries import PaymentDetail
from app.banking.payments.rules import Status, can_become
from app.banking.payments.story import Moment, headline, story
from app.banking.threads.queries import Message, Thread
from app.kernel.ids import PaymentId
from app.rails.calendars import eastern_day
from app.web.console.payments.replacing import can_replace
from app.web.door import work
from app.web.object_pages.panes import notes_source, panes
from app.web.object_pages.raw import raw_record
from app.web.object_pages.related import Group, known, related_groups
from app.web.object_pages.sources import (
    Look,
    approvals_source,
    changes_source,
    entries_source,
)
from app.web.object_pages.steps import Step, step
from app.web.object_pages.threads import messages_source, thread_beside
from app.web.object_pages.told import Timeline, timeline_of

# Which moment of the story an action is, by how its title begins: the story says it better.
MOMENTS = {
    "payment.requested": ("Asked for",),
    "payment.approved": ("Approved by", "Asked for"),
    "payment.submitted": ("Sent to the Fed",),
    "payment.settled": ("Settled", "Done"),
    "payment.canceled": ("Canceled",),
    "payment.rejected": ("Not approved",),
    "payment.returned": ("Came back",),
    "payment.received": ("Received",),
}
ENDED = {
    Status.SUBMITTED: "It has been sent to the Fed; only the other bank can send it back.",
    Status.SETTLED: "It has settled.",
    Status.CANCELED: "It is canceled already.",
    Status.REJECTED: "It was not approved, so nothing was sent.",
    Status.RETURNED: "It has come back.",
}


def payment_page(payment: PaymentDetail) -> dict[str, Any]:
    """Everything the page shows beside the payment itself."""
    today, waiting = eastern_day(work.now), waiting_of(work.db, payment.id)
    transactions = _transactions(payment.id) if work.may("ledger.view") else None
    told = story(payment, today=today, waiting=waiting, is_staff=True)
    beside = panes("payment", payment.id)
    if work.may("customers.view"):
        action = url_for("messages.create_payment_message", payment_id=payment.id)
        beside |= thread_beside(payment.customer_id, payment.id, action)
    return beside | {
        "payment": payment,
        "waiting": waiting,
        "headline": headline(payment, today=today),
        "transactions": transactions,
        "timeline": _timeline(
            payment, told, transactions, beside.get("messages", []), is_asked=waiting is not None
        ),
        "steps": list(_steps(payment, waiting)),
        "related": _related(payment, waiting, transactions or (), beside.get("thread")),
        "raw": raw_record(payment, "payment"),
        "see": {"customers": work.may("customers.view")},
    }


def _transactions(payment_id: PaymentId) -> list[TransactionDetail]:
    """In the order they happened; a fee after the payment it is for."""
    found = transactions_of(work.db, payment_id)
    return sorted(found, key=lambda each: (each.posted_at, each.cause == Cause.FEE))


def _timeline(
    payment: PaymentDetail,
    told: tuple[Moment, ...],
    transactions: list[TransactionDetail] | None,
    messages: list[Message],
    *,
    is_asked: bool,
) -> Timeline:
    sources = [changes_source(work.db, [payment.id], own=payment.id, retold=_retold_by(told))]
    if is_asked:
        sources.append(approvals_source(work.db, [payment.id]))
    sources.append(notes_source([payment.id]))
    if work.may("customers.view"):
        sources.append(messages_source(payment.customer_id, payment.id, beside=messages))
    if transactions is not None:
        sources.append(entries_source(transactions))
    here = url_for("payments.show", payment_id=payment.id)
    return timeline_of(*sources, here=here, upcoming=[each for each in told if each.is_next])


def _retold_by(told: tuple[Moment, ...]) -> Any:
    """An audit record in the story's own words, where the story has a moment for it."""
    past = [each for each in told if not each.is_next]

    def retold(line: ChangeLine) -> tuple[str, str, Look] | None:
        for begins in MOMENTS.get(line.action, ()):
            for each in past:
                if each.title.startswith(begins):
                    return each.title, each.body, (each.mark, each.tone)
        return None

    return retold


def _steps(payment: PaymentDetail, waiting: Waiting | None) -> Iterable[Step]:
    if payment.direction == "incoming":
        return
    if waiting and payment.status == Status.PENDING_APPROVAL:
        href = url_for("approvals.show", approval_id=waiting.id)
        mark = "check-circle"
        yield step("Open the request", "approvals.view", href=href, mark=mark, kind="primary")
    ended = ENDED.get(Status(payment.status), "")
    if waiting and work.may("payments.send"):
        href = url_for("payments.new_replacement", payment_id=payment.id)
        why = "" if can_replace(payment, waiting) else _why_not_replaced(payment, ended)
        yield step("Change details", "payments.send", unless=why, href=href, mark="edit")
    is_open = can_become(payment.status, Status.CANCELED)
    yield step(
        "Cancel payment",
        "payments.cancel",
        unless="" if is_open else ended or "Its state does not allow it.",
        post=url_for("payments.create_cancellation", payment_id=payment.id),
        mark="x",
        kind="danger",
    )


def _why_not_replaced(payment: PaymentDetail, ended: str) -> str:
    if payment.status == Status.PENDING_APPROVAL:
        return "Only whoever asked for it changes what waits."
    return ended or "It no longer waits for a second person."


def _related(
    payment: PaymentDetail,
    waiting: Waiting | None,
    transactions: Iterable[TransactionDetail],
    thread: Thread | None,
) -> list[Group]:
    """All of it stands on the page already: nothing is asked for it."""
    account = f"{payment.account_name} {payment.account_masked}"
    beside = [known("account", payment.account_id, account)]
    if work.may("customers.view"):
        beside.insert(0, known("customer", payment.customer_id, payment.customer_name))
    if thread:
        beside.append(known("thread", thread.id, "About this payment"))
    if waiting:
        asked = known("approval", waiting.id, "A second yes", status=waiting.status)
        beside.append(asked)
    if payment.hold_id and work.may("ledger.view"):
        beside.append(known("hold", payment.hold_id, "Hold for this payment"))
    beside.extend(
        known("transaction", each.id, each.description or "Transaction") for each in transactions
    )
    if payment.trace_number:
        beside.append(known("trace", None, payment.trace_number))
    return related_groups(work.db, beside=beside)
