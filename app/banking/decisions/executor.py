"""What an executor is: what would happen now, doing it, and undoing that it waits.

An executor never decides whether something is approved; `decide` does, and calls it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.banking.approvals.queries import Asked
from app.banking.approvals.rules import Status
from app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who gave the last vote, or let it end, and when."""

    actor: Actor
    now: datetime


Present = Callable[[Session, Asked, datetime], dict[str, Any] | None]
Execute = Callable[[Session, Asked, Occasion], None]
Close = Callable[[Session, Asked, Status, Occasion], None]


def nothing_waits(db: Session, asked: Asked, status: Status, occasion: Occasion) -> None:
    """Where nothing but the request itself was waiting."""
    del db, asked, status, occasion


@dataclass(frozen=True, slots=True)
class Executor:
    """`present` is `shown` as it would be asked for now, None when it cannot happen any more.

    `execute` does exactly that; `close` follows a no, an expiry, a withdrawal or a change.
    """

    present: Present
    execute: Execute
    close: Close = nothing_waits
