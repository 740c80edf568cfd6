"""What can be done to many lines at once: each the ordinary action, once for every line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.ledger.actions.release_hold import release_hold
from app.banking.ledger.asides import Hold
from app.banking.ledger.listing import HOLDS
from app.banking.listing.spec import TableSpec
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.listing import PAYMENTS, ListedPayment
from app.banking.payments.rules import Status, can_become
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import HoldId, PaymentId
from app.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, when, and why: the same for every line."""

    actor: Actor
    now: datetime
    reason: str = ""


Do = Callable[[Session, UUID, Doing], None]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: `why_not` looks at a line before, `do` decides when it happens."""

    key: str
    spec: TableSpec
    permission: str
    label: str
    verb: str
    will: str
    did: str
    why_not: Callable[[Any], str]
    do: Do
    amount: Callable[[Any], Money]
    asks_reason: bool = False


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
    release_hold(db, hold_id=HoldId(hold_id), reason=doing.reason, actor=doing.actor, now=doing.now)


VERBS = {
    verb.key: verb
    for verb in (
        Verb(
            "cancel_payments",
            PAYMENTS,
            "payments.cancel",
            label="Cancel payments",
            verb="Cancel",
            will="is canceled, and the money set aside is free again",
            did="Canceled",
            why_not=_why_not_cancel,
            do=_cancel,
            amount=attrgetter("signed"),
        ),
        Verb(
            "release_holds",
            HOLDS,
            "holds.change",
            label="Release holds",
            verb="Release",
            will="is released, and its money is available at once",
            did="Released",
            why_not=_why_not_release,
            do=_release,
            amount=attrgetter("amount"),
            asks_reason=True,
        ),
    )
}


def verb_named(key: str) -> Verb:
    """Raises NotFound."""
    if key not in VERBS:
        raise NotFound("batch")
    return VERBS[key]
