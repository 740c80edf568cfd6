"""Which function does which kind of work, and in which queue; imports every area once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import structlog
from sqlalchemy.orm import Session

from app.kernel.ids import BankId, PartnerId, WorkId

Queue = Literal["payments", "reports", "mail"]
# A mail server that answers slowly holds up neither money nor reports.
QUEUES: tuple[Queue, ...] = ("payments", "reports", "mail")
AREAS = (
    "approvals",
    "retention",
    "brands",
    "customers",
    "exports",
    "ledger",
    "mail",
    "payments",
    "intake",
    "statements",
    "rounds",
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work of one partner, inside its transaction; `now` is business time.

    `bank_id` is set for work of a bank's house partner (`house=True`), `brought` is what the
    work's errand came back with.
    """

    partner_id: PartnerId
    work_id: WorkId
    payload: dict[str, Any]
    now: datetime
    db: Session
    bank_id: BankId | None = None
    brought: Any = None

    def progress(self, done: int, total: int) -> None:
        """Say how far a long batch has come."""
        log.info("work.progress", work_id=str(self.work_id), done=done, total=total)


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody knows who goes outside for a piece of work, before its transaction."""

    partner_id: PartnerId
    payload: dict[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Work that nobody tries again, in the transaction that says so.

    `code` is what the last attempt was refused with, `failed` for a fault of the program, or
    `cut_off` when every worker ended before it was done.
    """

    db: Session
    payload: dict[str, Any]
    code: str
    now: datetime


Work = Callable[[Job], None]
Told = Callable[[GivenUp], None]
Outside = Callable[[Errand], Any]


@dataclass(frozen=True, slots=True)
class Handler:
    """A kind of work: what does it, where, and whether it is a bank's own."""

    kind: str
    do: Work
    queue: Queue
    is_house: bool
    outside: Outside | None
    given_up: Told | None


_handlers: dict[str, Handler] = {}


def handler(
    kind: str,
    *,
    queue: Queue = "payments",
    house: bool = False,
    outside: Outside | None = None,
    given_up: Told | None = None,
) -> Callable[[Work], Work]:
    """Register a function for an outbox kind; it must be safe to run twice.

    It runs inside one transaction of the work's partner and never commits. With `house=True`
    the work belongs to a bank's house partner and sees the bank's own rows too. What waits for
    somebody else's machine goes `outside` first, within the lease: an open transaction would hold
    back the seals of every partner meanwhile. What somebody waits for says `given_up` where they
    look, when the last attempt has failed.
    """

    def register(do: Work) -> Work:
        if kind in _handlers and _handlers[kind].do is not do:
            raise RuntimeError(f"two handlers for {kind}")
        _handlers[kind] = Handler(kind, do, queue, house, outside, given_up)
        return do

    return register


def handler_of(kind: str) -> Handler:
    """The handler of a kind; LookupError when there is none, which an upgrade may mend."""
    _import_areas()
    try:
        return _handlers[kind]
    except KeyError:
        raise LookupError(f"no handler for {kind}") from None


def kinds_in(queue: Queue) -> list[str]:
    """The kinds of a queue; those nobody registered are in none."""
    _import_areas()
    return [found.kind for found in _handlers.values() if found.queue == queue]


def kinds() -> frozenset[str]:
    _import_areas()
    return frozenset(_handlers)


@cache
def _import_areas() -> None:
    for area in AREAS:
        name = f"app.workers.{area}"
        if find_spec(name) is not None:
            import_module(name)
