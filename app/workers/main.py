"""`guildhall work`: each queue's worker, the relay, schedule, sealer, auditor; until SIGTERM."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType
from typing import Literal

import structlog

from app.config import Config
from app.storage import crypto
from app.storage.embedded.processes import dies_with_parent
from app.storage.session import connect
from app.workers.attacks import record_shipped
from app.workers.auditor import keep_auditing
from app.workers.bell import listen
from app.workers.installed import install
from app.workers.logs import configure_logs
from app.workers.registry import QUEUES, Queue, kinds
from app.workers.relay import relay
from app.workers.schedule import keep_schedule
from app.workers.sealer import keep_sealing
from app.workers.vetting import use_vetting

Part = Literal["worker", "relay", "schedule", "sealer", "auditor"]
LOOPS = {
    "relay": relay,
    "schedule": keep_schedule,
    "sealer": keep_sealing,
    "auditor": keep_auditing,
}
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOP_SECONDS = 8.0
WATCH_SECONDS = 0.25

log = structlog.get_logger()


def work(config: Config, *, only: Part | None = None, queue: Queue | None = None) -> None:
    """Run one part here, or each part in a process of its own: a queue's worker is reserved to it.

    SIGTERM finishes the piece of work at hand, then returns.
    """
    configure_logs(as_json=config.is_production)
    workers = [("--only", "worker", "--queue", name) for name in QUEUES]
    if only is None:
        _keep_alive([*workers, *(("--only", part) for part in LOOPS)])
    elif only == "worker" and queue is None:
        _keep_alive(workers)
    else:
        _prepare(config)
        _work_here(config, only, queue)


def _prepare(config: Config) -> None:
    connect(config)
    crypto.use_keys(config)
    install(config)
    use_vetting(config)
    record_shipped()
    log.info("work.ready", kinds=len(kinds()))


def _work_here(config: Config, only: Part, queue: Queue | None) -> None:
    if queue is not None:
        listen(queue, config.redis_url)
        return
    stopping = threading.Event()
    _on_stop(stopping)
    LOOPS[only](config, stopping)


def _on_stop(stopping: threading.Event) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def _keep_alive(parts: Sequence[Sequence[str]]) -> None:
    """One process a part; when one of them ends by itself, all end, and ours says so."""
    stopping = threading.Event()
    _on_stop(stopping)
    children = [_start(part) for part in parts]
    while not stopping.wait(WATCH_SECONDS):
        if any(child.poll() is not None for child in children):
            break
    _stop(children)
    if not stopping.is_set():
        raise SystemExit(1)


def _start(part: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, "-m", "app.cli", "work", *part],
        stdin=subprocess.DEVNULL,
        preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 -- two system calls
    )


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()  # its lease runs out, and the work is done by another
            child.wait()
