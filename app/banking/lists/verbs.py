"""What can be done to many lines at once: each the ordinary action, once for every line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.listing.spec import TableSpec
from app.banking.payments.actions.cancel import cancel
from app.banking.payments.listing import PAYMENTS, ListedPayment
from app.banking.payments.rules import Status, can_become
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.ids import PaymentId
from app.kernel.money import Money

Do = Callable[[Session, UUID, Actor, datetime], None]


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


def _why_not_cancel(line: ListedPayment) -> str:
    if can_become(line.status, Status.CANCELED):
        return ""
    told = {"canceled": "It is canceled already.", "rejected": "It was rejected."}
    return told.get(line.status, "It has left: a window took it, or it has settled.")


def _cancel(db: Session, payment_id: UUID, actor: Actor, now: datetime) -> None:
    cancel(db, payment_id=PaymentId(payment_id), actor=actor, now=now)


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
    )
}


def verb_named(key: str) -> Verb:
    """Raises NotFound."""
    if key not in VERBS:
        raise NotFound("batch")
    return VERBS[key]
