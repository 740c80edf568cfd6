"""Changing a limit or a fee once a second person has agreed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.banking.approvals.queries import Asked
from app.banking.decisions.executor import Executor, Occasion
from app.banking.products.actions.change_fee import change_fee
from app.banking.products.actions.change_limit import change_limit
from app.banking.products.changing import fee_change_in, limit_change_in, shown_fee, shown_limit
from app.kernel.errors import DomainError
from app.rails.calendars import eastern_day


def present_limit(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """Against the limits as they are now; None when the day has come or the bank allows less."""
    try:
        return shown_limit(db, limit_change_in(asked.bound), today=eastern_day(now))
    except DomainError:
        return None


def execute_limit(db: Session, asked: Asked, occasion: Occasion) -> None:
    change_limit(
        db,
        limit_change_in(asked.bound),
        approval_id=asked.id,
        actor=occasion.actor,
        now=occasion.now,
    )


def present_fee(db: Session, asked: Asked, now: datetime) -> dict[str, Any] | None:
    """Against the fee schedule as it is now; None when there is no time left to tell customers."""
    try:
        return shown_fee(db, fee_change_in(asked.bound), today=eastern_day(now))
    except DomainError:
        return None


def execute_fee(db: Session, asked: Asked, occasion: Occasion) -> None:
    change_fee(
        db,
        fee_change_in(asked.bound),
        approval_id=asked.id,
        actor=occasion.actor,
        now=occasion.now,
    )


LIMIT_CHANGE = Executor(present_limit, execute_limit)
FEE_CHANGE = Executor(present_fee, execute_fee)
