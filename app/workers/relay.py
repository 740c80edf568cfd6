"""The relay: finds work that is due and rings for it, again when nobody came; also the sweeper.

It sees whose work is due and of what kind, never what it is about. It rings a bounded way
ahead, so that a long backlog of one queue delays nothing in the other.
"""

import threading
import time
from dataclasses import dataclass, field

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from app.banking.events.leases import Due, Only, due_work
from app.config import Config
from app.storage.clock import business_now, wall_now
from app.storage.session import clock_reading
from app.workers.bell import connection, queue_on, ring, ring_id
from app.workers.registry import QUEUES, Queue, kinds_in

LOOK_SECONDS = 0.5
REST_SECONDS = 2.0  # when the database or the bell does not answer
AHEAD_MAX = 400
RING_AGAIN_SECONDS = 30.0
RING_AGAIN_EMPTY_SECONDS = 3.0  # nothing waits in the queue, so nobody can have heard it
MEMORY_MAX = 10_000

log = structlog.get_logger()


@dataclass
class Relay:
    """Remembers what it rang for and when; a fresh one rings for everything once more."""

    redis: Redis
    rung_at: dict[str, float] = field(default_factory=dict)
    is_bell_down: bool = False

    def look(self) -> int:
        """Ring once for everything that is due; returns how often it rang. Raises RedisError."""
        return sum(self._look_in(name) for name in QUEUES)

    def _look_in(self, name: Queue) -> int:
        queue = queue_on(name, self.redis)
        patience = RING_AGAIN_SECONDS if len(queue) else RING_AGAIN_EMPTY_SECONDS
        rung = 0
        for due in due_in(name):
            last = self.rung_at.get(ring_id(due))
            if last is not None and time.monotonic() - last < patience:
                continue
            ring(queue, due, is_again=last is not None)
            self.rung_at[ring_id(due)] = time.monotonic()
            rung += 1
        return rung

    def try_to_look(self) -> bool:
        """Look, and say once when the bell breaks and once when it is mended."""
        try:
            self.look()
        except RedisError as error:
            if not self.is_bell_down:
                log.warning("relay.bell_down", error=type(error).__name__)
            self.is_bell_down = True
            self.rung_at.clear()
            return False
        except OperationalError as error:
            log.warning("relay.database_down", error=type(error.orig).__name__)
            return False
        if self.is_bell_down:
            log.info("relay.bell_back")
        self.is_bell_down = False
        if len(self.rung_at) > MEMORY_MAX:
            self.rung_at.clear()
        return True


def due_in(name: Queue) -> list[Due]:
    """The oldest due work of a queue; kinds nobody knows go where they will be seen to fail."""
    others = [kind for other in QUEUES if other != name for kind in kinds_in(other)]
    only = Only(kinds_not=others) if name == "payments" else Only(kinds=kinds_in(name))
    with clock_reading() as db:
        return due_work(db, now=business_now(db), wall=wall_now(), limit=AHEAD_MAX, only=only)


def relay(config: Config, stopping: threading.Event) -> None:
    """Look twice a second until told to stop."""
    looker = Relay(connection(config.redis_url))
    while not stopping.is_set():
        stopping.wait(LOOK_SECONDS if looker.try_to_look() else REST_SECONDS)
