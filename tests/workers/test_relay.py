"""The bell may ring twice, be forgotten or break: the work is done, and done once."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import func, update

from app.banking.events.tables import OutboxRow
from app.kernel.ids import WorkId
from app.storage.clock import wall_now
from app.storage.session import make_engine, partner_work
from app.workers.bell import connection, queue_on
from app.workers.registry import QUEUES
from app.workers.relay import LOOK_SECONDS, RING_AGAIN_SECONDS, Relay
from tests.workers.kinds import asked, times_noted, waiting
from tests.workers.process import WAIT_SECONDS_MAX, worker_of
from tests.world import World

FIRST_OWN_DATABASE = 1
NOBODY = "unix:///nowhere/at-all.sock"


@pytest.fixture
def bell(harbor: World, worker_id: str) -> Iterator[Redis]:
    """A part of Valkey that no other test process listens to, empty."""
    number = FIRST_OWN_DATABASE + int("".join(filter(str.isdigit, worker_id)) or 0)
    redis = connection(harbor.config.redis_url.replace("db=0", f"db={number}"))
    redis.url = harbor.config.redis_url.replace("db=0", f"db={number}")
    redis.flushdb()
    nothing_else_waits(harbor)
    yield redis
    redis.flushdb()
    redis.close()


def nothing_else_waits(world: World) -> None:
    """Other tests leave work behind in this database; a worker would do all of it first."""
    assert world.config.database.admin is not None
    engine = make_engine(world.config.database.admin)
    with engine.begin() as connected:
        connected.execute(
            update(OutboxRow)
            .where(OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None))
            .values(done_at=func.greatest(OutboxRow.due_at, wall_now()), attempts=1)
        )
    engine.dispose()


def rung(bell: Redis, work_id: WorkId) -> int:
    """How often the bell rings for a piece of work just now."""
    rings = [job_id for name in QUEUES for job_id in queue_on(name, bell).job_ids]
    return sum(job_id.startswith(work_id.hex) for job_id in rings)


def look_until(relay: Relay, is_true: Callable[[], bool]) -> None:
    """Keep looking, as the relay's loop does, until something holds."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not is_true():
        assert time.monotonic() < deadline, "it did not come true in time"
        relay.look()
        threading.Event().wait(LOOK_SECONDS)


def lease_runs_out(world: World, work_id: WorkId) -> None:
    past = wall_now() - timedelta(seconds=1)
    with partner_work(world.partner_id) as db:
        db.execute(update(OutboxRow).where(OutboxRow.id == work_id).values(leased_until=past))


def test_the_bell_rings_once_for_due_work(harbor: World, bell: Redis) -> None:
    due, later = asked(harbor, "test.note"), asked(harbor, "test.note", in_days=4_000)

    for relay in (Relay(bell), Relay(bell)):
        relay.look()
        relay.look()

    assert rung(bell, due) == 1
    assert rung(bell, later) == 0


def test_payments_and_reports_ring_apart(harbor: World, bell: Redis) -> None:
    payment, report = asked(harbor, "test.note"), asked(harbor, "test.report")

    Relay(bell).look()

    in_queue = {name: " ".join(queue_on(name, bell).job_ids) for name in QUEUES}
    assert payment.hex in in_queue["payments"]
    assert report.hex in in_queue["reports"]
    assert report.hex not in in_queue["payments"]


def test_the_bell_carries_two_ids_and_nothing_else(harbor: World, bell: Redis) -> None:
    work_id = asked(harbor, "test.note", memo="Rent for Ada")

    Relay(bell).look()

    job = next(j for j in queue_on("payments", bell).jobs if j.id.startswith(work_id.hex))
    assert job.args == [str(harbor.partner_id), str(work_id)]
    assert not job.kwargs


def test_a_forgotten_bell_rings_again(harbor: World, bell: Redis) -> None:
    work_id, relay = asked(harbor, "test.note"), Relay(bell)
    relay.look()
    bell.flushdb()
    relay.look()
    assert rung(bell, work_id) == 0, "it has just rung: patience first"

    relay.rung_at = {ring: at - RING_AGAIN_SECONDS for ring, at in relay.rung_at.items()}
    relay.look()

    assert rung(bell, work_id) == 1


def test_a_broken_bell_does_not_end_the_relay(harbor: World) -> None:
    asked(harbor, "test.note")
    relay = Relay(connection(NOBODY))

    assert [relay.try_to_look(), relay.try_to_look()] == [False, False]
    assert relay.is_bell_down


def test_a_worker_killed_in_mid_job_leaves_it_to_the_next(harbor: World, bell: Redis) -> None:
    work_id, relay = asked(harbor, "test.die"), Relay(bell)

    with worker_of(harbor.config, bell.url, GUILDHALL_TEST_DIE="yes") as victim:
        look_until(relay, lambda: victim.poll() is not None)
        assert victim.returncode == -signal.SIGKILL
    assert times_noted(harbor, work_id) == 0, "what it wrote died with it"
    assert waiting(harbor, work_id).leased_until is not None

    lease_runs_out(harbor, work_id)
    with worker_of(harbor.config, bell.url):
        look_until(relay, lambda: waiting(harbor, work_id).done_at is not None)

    assert times_noted(harbor, work_id) == 1
    assert waiting(harbor, work_id).attempts == 2


def test_work_is_done_after_the_bell_lost_everything(harbor: World, bell: Redis) -> None:
    work_ids = [asked(harbor, "test.note") for _ in range(20)]
    Relay(bell).look()
    bell.flushdb()

    with worker_of(harbor.config, bell.url):
        look_until(Relay(bell), lambda: all(waiting(harbor, w).done_at for w in work_ids))

    assert [times_noted(harbor, work_id) for work_id in work_ids] == [1] * 20


def test_sigterm_lets_a_worker_finish(harbor: World, bell: Redis, tmp_path: Path) -> None:
    work_id = asked(harbor, "test.wait_for", folder=str(tmp_path))

    with worker_of(harbor.config, bell.url) as worker:
        look_until(Relay(bell), (tmp_path / "begun").exists)
        worker.terminate()
        (tmp_path / "go").touch()
        assert worker.wait(WAIT_SECONDS_MAX) == 0

    assert times_noted(harbor, work_id) == 1


def test_a_worker_outlives_a_bell_that_is_not_there_yet(harbor: World, tmp_path: Path) -> None:
    nowhere = f"unix://{tmp_path}/nothing.sock"
    with worker_of(harbor.config, nowhere, heard=True, PYTHONUNBUFFERED="1") as worker:
        assert worker.stdout is not None
        said = next(line for line in worker.stdout if b"bell.broken" in line)
        assert b"payments" in said
        assert worker.poll() is None
