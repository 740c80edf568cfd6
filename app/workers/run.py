"""Do one piece of work: lease it, do it in its partner's transaction, remember how it went."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.banking.events.leases import (
    EVERYTHING,
    Due,
    Lease,
    Only,
    due_work,
    finish,
    hold,
    put_off,
    take,
)
from app.kernel.errors import DomainError
from app.kernel.failpoints import failpoint
from app.kernel.ids import BankId, PartnerId, WorkId
from app.storage.clock import business_now, wall_now
from app.storage.retries import again
from app.storage.session import clock_reading, house_work, partner_work
from app.workers.registry import Errand, GivenUp, Handler, Job, handler_of
from tenants.resolve import partner_of

DRAIN_BATCH = 200
DRAIN_JOBS_MAX = 100_000
CUT_OFF, FAULT = "cut_off", "failed"

log = structlog.get_logger()


class Outcome(StrEnum):
    DONE = "done"
    LEFT = "left"  # done before, not due, or somebody else's
    PUT_OFF = "put_off"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Drained:
    """How many pieces of work were done, and how many attempts went wrong."""

    done: int = 0
    troubled: int = 0

    def plus(self, outcomes: Counter[Outcome]) -> "Drained":
        troubled = outcomes[Outcome.PUT_OFF] + outcomes[Outcome.FAILED]
        return Drained(self.done + outcomes[Outcome.DONE], self.troubled + troubled)


class LeaseLostError(Exception):
    """Somebody else has the work now: whatever this transaction did is rolled back."""


def run_rung(partner_id: str, work_id: str) -> str:
    """Every RQ job enters here; the bell carries ids as text and nothing else."""
    return run(PartnerId(UUID(partner_id)), WorkId(UUID(work_id))).value


def run(
    partner_id: PartnerId,
    work_id: WorkId,
    *,
    now: datetime | None = None,
    wall: datetime | None = None,
) -> Outcome:
    """Do the work if it is ours to do; the clocks are read here unless they are given."""
    with partner_work(partner_id) as db:
        now = now or business_now(db)
        lease = take(db, work_id, now=now, wall=wall or wall_now())
        if lease is not None and lease.is_given_up:
            _tell(db, lease, CUT_OFF, now)
    if lease is None or lease.is_given_up:
        return Outcome.LEFT
    failpoint("work.leased")
    try:
        brought = _go_outside(partner_id, lease, now)
        again(lambda: do_leased(partner_id, lease, now=now, brought=brought))
    except LeaseLostError:
        return Outcome.LEFT
    except Exception as error:  # noqa: BLE001 -- the door of all work: nothing may end the worker
        return _remember(partner_id, lease, error, now=now, wall=wall or wall_now())
    log.debug("work.done", kind=lease.kind, work_id=str(work_id), attempt=lease.attempt)
    return Outcome.DONE


def drain(now: datetime | None = None, *, only: Only = EVERYTHING) -> Drained:
    """Do everything that is due, here and now, until nothing is left or all of it is put off.

    For tests, the demo and commands; `now` is business time, read anew for each batch if absent.
    """
    drained, before = Drained(), list[Due]()
    while drained.done < DRAIN_JOBS_MAX:
        due = _due(now, only)
        if due == before:  # nothing, or nothing that anyone could move
            return drained
        drained = drained.plus(Counter(run(each.partner_id, each.work_id, now=now) for each in due))
        before = due
    raise RuntimeError(f"work begets work: stopped after {DRAIN_JOBS_MAX}")


def _due(now: datetime | None, only: Only) -> list[Due]:
    with clock_reading() as db:
        moment = now or business_now(db)
        return due_work(db, now=moment, wall=wall_now(), limit=DRAIN_BATCH, only=only)


def _go_outside(partner_id: PartnerId, lease: Lease, now: datetime) -> object:
    """Once an attempt, however often the database then breaks a tie against the work."""
    outside = handler_of(lease.kind).outside
    return outside(Errand(partner_id, lease.payload, now)) if outside else None


def do_leased(
    partner_id: PartnerId, lease: Lease, *, now: datetime, brought: object = None
) -> None:
    """The work and the mark that it is done, in one transaction; raises what the work raises."""
    found = handler_of(lease.kind)
    with _transaction_for(found, partner_id) as (db, bank_id):
        if not hold(db, lease):
            raise LeaseLostError
        failpoint("work.begun")
        found.do(Job(partner_id, lease.work_id, lease.payload, now, db, bank_id, brought))
        finish(db, lease, now=now)
        failpoint("work.done")
    failpoint("work.committed")


@contextmanager
def _transaction_for(
    found: Handler, partner_id: PartnerId
) -> Iterator[tuple[Session, BankId | None]]:
    if not found.is_house:
        with partner_work(partner_id) as db:
            yield db, None
        return
    bank_id = house_bank(partner_id)
    with house_work(partner_id, bank_id) as db:
        yield db, bank_id


def house_bank(partner_id: PartnerId) -> BankId:
    """The bank of a house partner; a brand has no business with a bank's own rows."""
    with partner_work(partner_id) as db:
        partner = partner_of(db, partner_id)
    if not partner.is_house:
        raise RuntimeError("a bank's work was given to a partner that is not its house")
    return partner.bank.id


def _remember(
    partner_id: PartnerId, lease: Lease, error: Exception, *, now: datetime, wall: datetime
) -> Outcome:
    """The refusal rolled the work back; what it said is kept in a fresh transaction."""
    said = f"{error.code}: {error}" if isinstance(error, DomainError) else _named(error)
    with partner_work(partner_id) as db:
        is_last = put_off(db, lease, error=said, wall=wall)
        if is_last:
            _tell(db, lease, error.code if isinstance(error, DomainError) else FAULT, now)
    log.warning(
        "work.failed" if is_last else "work.put_off",
        kind=lease.kind,
        work_id=str(lease.work_id),
        attempt=lease.attempt,
        error=type(error).__name__,
        exc_info=not isinstance(error, DomainError),
    )
    return Outcome.FAILED if is_last else Outcome.PUT_OFF


def _tell(db: Session, lease: Lease, code: str, now: datetime) -> None:
    """Whoever waits for the work reads that it was given up; failing to say so changes nothing."""
    try:
        given_up = handler_of(lease.kind).given_up
        if given_up is not None:
            with db.begin_nested():
                given_up(GivenUp(db, lease.payload, code, now))
    except Exception:  # that it was given up is kept, whatever is said of it
        log.warning("work.untold", kind=lease.kind, work_id=str(lease.work_id), exc_info=True)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
