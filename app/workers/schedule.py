"""The schedule: one leader turns the plan's moments into work for the partners they concern.

It only publishes: what a moment means is its handler's business. What was missed while nobody
led is caught up in order; every run leaves a row. Received files are looked for as well.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.banking.events.actions.publish import publish
from app.config import Config
from app.storage import crypto
from app.storage.clock import business_now
from app.storage.schedule_runs import begin, finish, last_planned, lead, unfinished
from app.storage.scope import Scope
from app.storage.session import clock_reading, connect, partner_work, session_for
from app.workers.closing import close_day_of, close_due, every_bank
from app.workers.plan import PLAN, Moment, Planned, Whose
from app.workers.polls import Polls
from tenants.resolve import PartnerRef, partner_refs

LOOK_SECONDS = 1.0
REST_SECONDS = 3.0
INSTANT = timedelta(microseconds=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DueRun:
    """A planned run that has fallen due."""

    moment: Moment
    planned: Planned

    @property
    def due_at(self) -> datetime:
        return self.moment.due_at


def catch_up(now: datetime | None = None, *, plan: tuple[Planned, ...] = PLAN) -> list[DueRun]:
    """Publish everything that fell due up to `now`, in order; returns the runs.

    A kind never seen before counts from now on: a new bank has missed nothing.
    """
    with clock_reading() as db:
        moment = now or business_now(db)
        runs = _due_runs(db, plan, moment)
        partners = partner_refs(db)
    for run in runs:
        _run(run, partners, moment)
    return runs


def _due_runs(db: Session, plan: tuple[Planned, ...], now: datetime) -> list[DueRun]:
    """What an earlier leader left unfinished, and what has fallen due since."""
    known, left = last_planned(db), unfinished(db)
    runs = []
    for planned in plan:
        since = known.get(planned.kind)
        if since is None:
            begin(db, kind=planned.kind, due_at=now, now=now)
            finish(db, kind=planned.kind, due_at=now, now=now)
            continue
        spans = [(run.due_at - INSTANT, run.due_at) for run in left if run.kind == planned.kind]
        for after, until in (*spans, (since, now)):
            runs += [DueRun(moment, planned) for moment in planned.moments(after, until)]
    return sorted(runs, key=lambda run: run.due_at)


def _run(run: DueRun, partners: Sequence[PartnerRef], now: datetime) -> None:
    """Write it down, publish it to everyone concerned, cross it off; safe to repeat in part."""
    kind, due_at = run.planned.kind, run.due_at
    with clock_reading() as db:
        begin(db, kind=kind, due_at=due_at, now=now)
    for partner in partners:
        if _concerns(run.planned.whose, partner):
            _publish(partner, run, now)
    with clock_reading() as db:
        finish(db, kind=kind, due_at=due_at, now=now)


def _concerns(whose: Whose, partner: PartnerRef) -> bool:
    return whose == "everyone" or (whose == "houses") == partner.is_house


def _publish(partner: PartnerRef, run: DueRun, now: datetime) -> None:
    key = run.due_at.astimezone(UTC).isoformat()
    told: dict[str, Any] = {**run.moment.payload}
    with partner_work(partner.id) as db:
        publish(db, run.planned.kind, key=key, now=now, due_at=run.due_at, **told)


def close_day(config: Config, *, day: date | None = None) -> None:
    """Close a day of every bank that is over, again if need be, or every day that still waits.

    Raises Refused for a day that is not over, or on which no bank works.
    """
    connect(config)
    crypto.use_keys(config)
    with clock_reading() as db:
        now = business_now(db)
    if day is None:
        close_due(config, now=now)
        return
    for bank in every_bank():
        close_day_of(config, bank, day=day, now=now)


def keep_schedule(config: Config, stopping: threading.Event) -> None:
    """Lead, or wait to lead; a leader that loses its connection leads no more."""
    while not stopping.is_set():
        try:
            with session_for("clock", Scope()) as db:
                if lead(db):
                    log.info("schedule.leading")
                    _lead_until(db, config, stopping)
        except OperationalError as error:
            log.warning("schedule.database_down", error=type(error.orig).__name__)
        stopping.wait(REST_SECONDS)


def _lead_until(db: Session, config: Config, stopping: threading.Event) -> None:
    """The lock lives as long as this session's transaction: look at both together."""
    polls = Polls(config.data_folder)
    while not stopping.is_set():
        db.execute(select(1))
        for run in catch_up():
            log.info("schedule.ran", kind=run.planned.kind, due_at=run.due_at.isoformat())
        polls.look()
        stopping.wait(LOOK_SECONDS)
