"""T8: how far sealing lags behind while eight clients post as fast as they can."""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.banking.ledger.seals import seal_lag
from app.config import Config
from app.factory import start
from app.storage.clock import wall_now
from app.storage.session import partner_work
from app.workers.sealer import keep_sealing
from bench.ground import ACCOUNTS, Ground
from bench.report import Report

CLIENTS = 8
SECONDS = 60
LOOK_SECONDS = 0.25
CATCH_UP_SECONDS_MAX = 120


def measure(site: Ground, report: Report) -> None:
    """The age of the oldest transaction that no block holds, looked at four times a second."""
    script = site.calls.spread(ACCOUNTS)
    with _sealer(site):
        _wait_until_sealed(site)
        lags: list[float] = []
        stopping = threading.Event()
        looking = threading.Thread(target=_look, args=(site, lags, stopping))
        looking.start()
        run = site.run(script, clients=CLIENTS, length=("-T", str(SECONDS)))
        stopping.set()
        looking.join()
    report.figure(f"post, {CLIENTS} clients, while sealing", run.rate)
    found = statistics.quantiles(lags, n=100)
    report.figure("seal lag p50", found[49], " s")
    report.ratio("T8", "seal lag p99", found[98])


def _look(site: Ground, lags: list[float], stopping: threading.Event) -> None:
    while not stopping.wait(LOOK_SECONDS):
        with partner_work(site.books.partner_id) as db:
            lags.append(seal_lag(db).seconds(wall_now()))


def _wait_until_sealed(site: Ground) -> None:
    """What was posted before is not counted."""
    last = time.monotonic() + CATCH_UP_SECONDS_MAX
    while time.monotonic() < last:
        with partner_work(site.books.partner_id) as db:
            if seal_lag(db).transactions == 0:
                return
        time.sleep(LOOK_SECONDS)
    raise RuntimeError("the sealer does not catch up with what was posted before")


@contextmanager
def _sealer(site: Ground) -> Iterator[None]:
    """A process of its own, as in production."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.seals"],
        env=site.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.communicate()


def main() -> int:
    """Seal until the input ends."""
    config = Config.from_env()
    start(config)
    stopping = threading.Event()
    sealing = threading.Thread(target=keep_sealing, args=(config, stopping))
    sealing.start()
    sys.stdin.read()
    stopping.set()
    sealing.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
