"""What can be done to many lines at once: each the ordinary action, once for every line."""

from operator import attrgetter
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.customers.listing import CUSTOMERS
from app.banking.ledger.actions.release_hold import release_hold
from app.banking.ledger.asides import Hold
from app.banking.ledger.listing import HOLDS
from app.banking.lists.assignments import ASSIGNMENTS
from app.banking.lists.colleague_verbs import assigning, noting
from app.banking.lists.verb import Doing, Verb
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.listing import PAYMENTS, ListedPayment
from app.banking.payments.rules import Status, can_become
from app.banking.team.actions.withdraw_invitation import withdraw_invitation
from app.banking.team.listing import TEAM
from app.banking.team.queries import Member, Standing
from app.banking.threads.actions.close_thread import close_thread
from app.banking.threads.listing import CONVERSATIONS, ListedThread
from app.kernel.errors import NotFound
from app.kernel.ids import HoldId, LoginId, PaymentId, ThreadId

NOT_CANCELED = {
    "canceled": "It is canceled already.",
    "rejected": "It was rejected.",
    "submitted": "It has left: a window took it.",
    "settled": "It has settled.",
    "returned": "It came back already.",
}


def _why_not_cancel(line: ListedPayment) -> str:
    if can_become(line.status, Status.CANCELED):
        return ""
    return NOT_CANCELED.get(line.status, "It can no longer be canceled.")


def _cancel(db: Session, payment_id: UUID, doing: Doing) -> None:
    cancel(db, payment_id=PaymentId(payment_id), actor=doing.actor, now=doing.now)


def _why_not_release(line: Hold) -> str:
    if line.status != "open":
        return "It has ended already."
    return "" if line.is_by_hand else "It ends with the payment it was placed for."


def _release(db: Session, hold_id: UUID, doing: Doing) -> None:
    release_hold(db, hold_id=HoldId(hold_id), reason=doing.text, actor=doing.actor, now=doing.now)


def _why_not_end(line: Member) -> str:
    if line.standing is Standing.INVITED:
        return ""
    if line.standing is Standing.WITHDRAWN:
        return "It was taken back already."
    return "They have come already: their access is ended on their own page."


def _end(db: Session, login_id: UUID, doing: Doing) -> None:
    withdraw_invitation(
        db, login_id=LoginId(login_id), actor=doing.actor, now=doing.now, wall=doing.wall
    )


def _why_not_close(line: ListedThread) -> str:
    return "It is closed already." if line.is_closed else ""


def _close(db: Session, thread_id: UUID, doing: Doing) -> None:
    close_thread(db, thread_id=ThreadId(thread_id), actor=doing.actor, now=doing.now)


VERBS = {
    verb.key: verb
    for verb in (
        Verb(
            "cancel_payments",
            PAYMENTS,
            "payments.cancel",
            "cancellation",
            label="Cancel payments",
            verb="Cancel",
            will="is canceled, and the money set aside is free again",
            did="Canceled",
            do=_cancel,
            why_not=_why_not_cancel,
            amount=attrgetter("signed"),
            is_ending=True,
        ),
        Verb(
            "release_holds",
            HOLDS,
            "holds.change",
            "release",
            label="Release holds",
            verb="Release",
            will="is released, and its money is available at once",
            did="Released",
            do=_release,
            why_not=_why_not_release,
            amount=attrgetter("amount"),
            asks="reason",
            is_ending=True,
        ),
        Verb(
            "end_invitations",
            TEAM,
            "users.invite",
            "invitation-removal",
            label="End invitations",
            verb="End",
            will="leads nowhere from now on; the person can be invited again",
            did="Ended",
            do=_end,
            why_not=_why_not_end,
            things=("invitation", "invitations"),
            is_ending=True,
            is_guarded=True,
        ),
        Verb(
            "close_conversations",
            CONVERSATIONS,
            "messages.answer",
            "closure",
            label="Close",
            verb="Close",
            will="is closed; it opens again when the customer writes",
            did="Closed",
            do=_close,
            why_not=_why_not_close,
            is_ending=True,
        ),
        assigning(ASSIGNMENTS),
        assigning(PAYMENTS, "payment"),
        noting(PAYMENTS, "payment"),
        assigning(CUSTOMERS, "customer"),
        noting(CUSTOMERS, "customer"),
    )
}


def verb_named(key: str) -> Verb:
    """Raises NotFound."""
    if key not in VERBS:
        raise NotFound("batch")
    return VERBS[key]
