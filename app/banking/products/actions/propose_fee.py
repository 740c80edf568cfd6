"""Propose another fee of a product: it waits for a second person, always."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.ask import Proposal, ask
from app.banking.audit.actions.record import record
from app.banking.products.changing import FeeChange, shown_fee
from app.banking.products.rules import FEE_NOTICE_DAYS
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId
from app.rails.calendars import eastern_day

FEE = "fees.change"


def propose_fee(db: Session, change: FeeChange, *, actor: Actor, now: datetime) -> ApprovalId:
    """Ask for it. Raises NotFound, Conflict("already_asked"), and what checking raises."""
    shown = shown_fee(db, change, today=eastern_day(now))
    days = (change.effective_from - eastern_day(now)).days
    proposal = Proposal(
        action=FEE,
        subject=("product", change.product_id),
        shown=shown,
        facts=(
            ("Begins in", f"{days} days; customers are told {FEE_NOTICE_DAYS} days before a rise"),
        ),
        amount=change.amount,
    )
    asked = ask(db, proposal, actor=actor, now=now)
    assert asked is not None  # noqa: S101 -- a fee always takes two people
    record(db, actor, "fee.proposed", subject=("product", change.product_id), now=now)
    return asked
