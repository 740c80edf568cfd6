"""Kinds of work made for tests: each leaves an audit record, so that doing it is a fact."""

from __future__ import annotations

import os
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.banking.audit.actions.record import record
from app.banking.audit.tables import AuditRow
from app.banking.events.actions.publish import publish
from app.banking.events.leases import Only
from app.banking.events.tables import OutboxRow
from app.banking.ledger.actions.place_hold import HoldOrder, place_hold
from app.kernel.actor import SCHEDULE
from app.kernel.errors import Unavailable
from app.kernel.ids import PartnerId, WorkId, new_id
from app.kernel.money import parse_amount
from app.storage.session import partner_work
from app.workers.registry import Job, handler
from tests.declared import declare

if TYPE_CHECKING:
    from tests.customer_verbs import Person
    from tests.world import World

NOTED = declare("test.noted")
failures_left: dict[str, int] = {}


@handler("test.note")
def note(job: Job) -> None:
    """Write down that the work was done."""
    record(job.db, SCHEDULE, NOTED, subject=("work", job.work_id), now=job.now)


@handler("test.report", queue="reports")
def report(job: Job) -> None:
    note(job)


@handler("test.stumble")
def stumble(job: Job) -> None:
    """Leave a trace, then fail as often as the test asked for."""
    note(job)
    if failures_left.get(job.payload["name"], 0) > 0:
        failures_left[job.payload["name"]] -= 1
        raise Unavailable("fed_busy", "The Fed does not answer.")


@handler("test.die")
def die(job: Job) -> None:
    """Leave a trace and be killed in mid-job, where the test asks for it."""
    note(job)
    if os.environ.get("GUILDHALL_TEST_DIE"):
        os.kill(os.getpid(), signal.SIGKILL)


@handler("test.wait_for")
def wait_for(job: Job) -> None:
    """Say that it began, then take as long as the test likes."""
    folder, deadline = Path(job.payload["folder"]), time.monotonic() + 20
    (folder / "begun").touch()
    while not (folder / "go").exists() and time.monotonic() < deadline:
        os.sched_yield()
    note(job)


@handler("test.house", house=True)
def house(job: Job) -> None:
    """A bank's own work: its bank is known."""
    assert job.bank_id is not None
    note(job)


def asked(
    world: World,
    kind: str,
    *,
    key: str | None = None,
    in_days: int = 0,
    partner_id: PartnerId | None = None,
    **payload: str,
) -> WorkId:
    """Put work into the outbox, as an action would."""
    key = key or new_id(world.now).hex
    owner = partner_id or world.partner_id
    due_at = world.now + timedelta(days=in_days)
    with partner_work(owner) as db:
        publish(db, kind, key=key, now=world.now, due_at=due_at, **payload)
    with partner_work(owner) as db:
        row = select(OutboxRow.id).where(OutboxRow.kind == kind, OutboxRow.key == key)
        return WorkId(db.scalars(row).one())


def waiting(world: World, work_id: WorkId) -> OutboxRow:
    with partner_work(world.partner_id) as db:
        return db.scalars(select(OutboxRow).where(OutboxRow.id == work_id)).one()


def times_noted(world: World, work_id: UUID) -> int:
    """How often the work left its trace."""
    with partner_work(world.partner_id) as db:
        return db.scalar(
            select(func.count())
            .select_from(AuditRow)
            .where(AuditRow.subject_id == work_id, AuditRow.action == NOTED)
        )


def only_here(world: World) -> Only:
    """Nothing of another test's world."""
    return Only(partners=[world.partner_id, world.house_id])


def hold_for_a_day(db: Session, person: Person, amount: str, *, now: datetime) -> None:
    order = HoldOrder(
        ledger_account_id=person.ledger_account_id,
        amount=parse_amount(amount),
        reason="A test's reason",
        subject=("account", person.account_id),
        key=new_id(now).hex,
        expires_at=now + timedelta(days=1),
    )
    place_hold(db, order, now=now)
