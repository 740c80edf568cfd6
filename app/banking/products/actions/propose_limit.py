"""Propose another limit of a program: it waits for a second person, always."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.banking.approvals.actions.ask import Proposal, ask
from app.banking.audit.actions.record import record
from app.banking.products.changing import LimitChange, bank_ceiling, shown_limit
from app.kernel.actor import Actor
from app.kernel.ids import ApprovalId
from app.rails.calendars import eastern_day

LIMIT = "limits.change"


def propose_limit(db: Session, change: LimitChange, *, actor: Actor, now: datetime) -> ApprovalId:
    """Ask for it. Raises NotFound, Conflict("already_asked"), and what checking raises."""
    shown = shown_limit(db, change, today=eastern_day(now))
    ceiling = bank_ceiling(db, change)
    room = f"{ceiling - change.amount} below it" if ceiling else "The bank sets none"
    proposal = Proposal(
        action=LIMIT,
        subject=("program", change.program_id),
        shown=shown,
        facts=(("To the bank's ceiling", room, "neutral"),),
        amount=change.amount,
        rail=change.rail,
    )
    asked = ask(db, proposal, actor=actor, now=now)
    assert asked is not None  # noqa: S101 -- a limit always takes two people
    record(db, actor, "limit.proposed", subject=("program", change.program_id), now=now)
    return asked
