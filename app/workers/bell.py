"""The bell: tells a worker through Valkey or Redis which work is due; forgetting it loses nothing.

RQ carries two ids as JSON and nothing else. The work itself waits in Postgres.
"""

import time
from typing import Any
from uuid import UUID

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from app.banking.events.leases import Due

ENTRANCE = "app.workers.run.run_rung"
JOB_SECONDS_MAX = 45  # shorter than a lease: whoever takes too long stops before another starts
FORGET_SECONDS = 60
CONNECT_SECONDS = 5
REST_SECONDS = 2.0

log = structlog.get_logger()


def connection(url: str) -> Redis:
    """`redis://…` or `unix://…`; broken connections are told at once, callers try again."""
    return Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 1),
    )


def queue_on(name: str, redis: Any) -> Queue:
    return Queue(name, connection=redis, serializer=JSONSerializer)


def ring_id(due: Due) -> str:
    """The same bell for the same attempt, so that ringing twice is heard once."""
    attempt = int(due.leased_until.timestamp() * 1000) if due.leased_until else 0
    return f"{due.work_id.hex}-{attempt}"


def ring(queue: Queue, due: Due, *, is_again: bool) -> None:
    """Ring for one piece of work; again only when it has been due for too long."""
    try:
        queue.enqueue_call(
            ENTRANCE,
            args=(str(UUID(int=due.partner_id.int)), str(UUID(int=due.work_id.int))),
            job_id=ring_id(due),
            timeout=JOB_SECONDS_MAX,
            result_ttl=0,
            failure_ttl=FORGET_SECONDS,
            unique=not is_again,
        )
    except DuplicateJobError:
        return  # it is still ringing


class Worker(SimpleWorker):  # type: ignore[misc]  # rq ships no types
    """In this process, without a fork: a job costs milliseconds. SIGTERM lets it finish."""

    is_stopping = False

    def request_stop(self, signum: Any, frame: Any) -> None:
        self.is_stopping = True
        super().request_stop(signum, frame)


def listen(name: str, url: str) -> None:
    """Answer the bell of one queue until SIGTERM, however often the bell itself breaks."""
    is_stopping = False
    while not is_stopping:
        try:
            is_stopping = _listen_once(name, connection(url))
        except RedisError as error:
            log.warning("bell.broken", queue=name, error=type(error).__name__)
            time.sleep(REST_SECONDS)


def _listen_once(name: str, redis: Redis) -> bool:
    """Until SIGTERM, which is told, or until the bell breaks."""
    worker = Worker(
        [queue_on(name, redis)],
        connection=redis,
        serializer=JSONSerializer,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING")
    return worker.is_stopping
